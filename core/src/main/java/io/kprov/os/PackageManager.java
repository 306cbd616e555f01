package io.kprov.os;

import io.kprov.command.Command;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Package managers, and the names that packages have there where they are not Debian's. */
@SuppressWarnings("ImmutableEnumChecker") // List.of and Map.of are
public enum PackageManager {
    /**
     * Debian and Ubuntu. The list of packages is read anew first, since a fresh image has none; a
     * lock that unattended-upgrades holds is waited for.
     */
    APT(
            List.of("debian", "ubuntu"),
            Map.of(),
            """
            # kprov: install-packages
            set -e
            export DEBIAN_FRONTEND=noninteractive
            apt-get update -qq -o DPkg::Lock::Timeout=300
            apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold -- "$@"
            """),
    /** Red Hat Enterprise Linux and its relatives. */
    DNF(
            List.of("rhel", "fedora", "centos"),
            Map.of("conntrack", "conntrack-tools", "iptables", "iptables-nft"),
            "# kprov: install-packages\nexec dnf install -y -q --setopt=install_weak_deps=False -- \"$@\"\n"),
    /** SUSE Linux Enterprise and openSUSE. */
    ZYPPER(
            List.of("suse", "sles", "opensuse"),
            Map.of("conntrack", "conntrack-tools"),
            "# kprov: install-packages\nexec zypper --non-interactive --quiet install --no-recommends -- \"$@\"\n");

    private final List<String> families;
    private final Map<String, String> names;
    private final String script;

    PackageManager(List<String> families, Map<String, String> names, String script) {
        this.families = families;
        this.names = names;
        this.script = script;
    }

    /** By os-release's ID and ID_LIKE. */
    public static Optional<PackageManager> of(String id, String like) {
        var ids = new ArrayList<>(List.of(id));
        ids.addAll(List.of(like.split(" ", -1)));
        return Arrays.stream(values())
                .filter(manager -> ids.stream().anyMatch(manager.families::contains))
                .findFirst();
    }

    /** The package's name here, given Debian's. */
    public String nameOf(String debianName) {
        return names.getOrDefault(debianName, debianName);
    }

    public Command install(List<String> packages) {
        return Command.script(script, packages.toArray(String[]::new));
    }
}
