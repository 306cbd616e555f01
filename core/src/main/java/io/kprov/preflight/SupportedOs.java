package io.kprov.preflight;

import io.kprov.facts.Machine;
import java.util.List;
import java.util.regex.Pattern;

/** The operating systems that kprov is meant for, with the oldest version of each. */
final class SupportedOs {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?.*");
    private static final List<String> RED_HAT =
            List.of("rhel", "centos", "rocky", "almalinux", "ol");

    private SupportedOs() {}

    static boolean includes(Machine machine) {
        var version = VERSION.matcher(machine.osVersion());
        if (!version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return switch (machine.os()) {
            case "debian" -> major >= 12;
            case "ubuntu" -> major > 22 || (major == 22 && minor >= 4);
            default -> RED_HAT.contains(machine.os()) && major >= 9;
        };
    }
}
