package io.kprov.simulator;

import io.kprov.render.EtcdFiles;
import io.kprov.render.EtcdFiles.Begin;
import java.util.Arrays;
import java.util.Locale;

/** What the process of an external etcd member does when it starts. */
final class ExternalMember {
    private static final String DATABASE = EtcdFiles.DATA_PATH + "/snap/db";

    private ExternalMember() {}

    /** With data it goes on; without, the settings for the first start say what it is part of. */
    static void start(SimulatedMachine machine, SimulatedCluster cluster) {
        if (machine.files().exists(EtcdFiles.DATA_PATH)) {
            return;
        }
        var etcd = cluster.etcd();
        String settings = machine.files().text(EtcdFiles.BOOTSTRAP_PATH);
        boolean begins = value(settings, "STATE").equals(Begin.NEW.name().toLowerCase(Locale.ROOT));
        var names =
                Arrays.stream(value(settings, "").split(",", -1))
                        .map(member -> member.replaceFirst("=.*", ""))
                        .toList();
        if (begins && etcd.isBlank()) {
            etcd.begin(
                    cluster.wish().hosts().stream()
                            .filter(host -> names.contains(host.name()))
                            .toList());
        }
        if (etcd.size() != names.size() || !etcd.start(machine.host())) {
            throw new ProgramFailure("etcd: error validating peerURLs: member count is unequal");
        }
        machine.files().writeRootOnly(DATABASE, "simulated");
    }

    private static String value(String settings, String of) {
        String name = "ETCD_INITIAL_CLUSTER" + (of.isEmpty() ? "" : "_" + of) + "=";
        return settings.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }
}
