package io.kprov.simulator;

import io.kprov.render.BackupFiles;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** The snapshots of a simulated member: a line of text each, and what is written beside it. */
final class SimulatedBackup {
    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SimulatedBackup() {}

    /** What the fact about the backup prints. */
    static String state(SimulatedMachine machine) {
        var files = machine.files();
        var out = new StringBuilder();
        files.matching(BackupFiles.FOLDER + "/*.db").stream()
                .reduce((one, other) -> other)
                .ifPresent(newest -> out.append("newest ").append(files.text(newest + ".json")));
        String last = files.text(BackupFiles.FOLDER + "/last.json");
        if (!last.isEmpty()) {
            out.append("last ").append(last);
        }
        return out.toString();
    }

    /** The same, noted in a file with a word. */
    static Answer make(
            SimulatedMachine machine, SimulatedCluster cluster, String note, String word) {
        var made = make(machine, cluster);
        if (made.out().contains("log ")) {
            return Answer.failed("no snapshot was made");
        }
        machine.files().write(note, word + "\n");
        return made;
    }

    /** Makes one where the member is healthy. */
    static Answer make(SimulatedMachine machine, SimulatedCluster cluster) {
        var now = machine.now().truncatedTo(ChronoUnit.SECONDS);
        var files = machine.files();
        String why = "";
        if (cluster.etcd().isHealthy(machine.name())) {
            String name = cluster.wish().name() + "." + machine.name();
            String file = name + "." + NAME_TIME.format(now) + ".7.db";
            String path = BackupFiles.FOLDER + "/" + file;
            files.writeRootOnly(path, "a snapshot of " + name + " at " + now + "\n");
            String sha256 = files.find(path).orElseThrow().sha256();
            files.writeRootOnly(
                    path + ".json",
                    """
                    {"file":"%1$s","cluster":"%2$s","host":"%3$s","time":"%4$s","size":%5$d,"sha256":"%6$s","encrypted":false,"proof":{"revision":7,"keys":3,"bytes":%5$d,"version":"3.6.0","cluster":"11111111-2222-3333-4444-555555555555","sha256":"%6$s"}}
                    """
                            .formatted(
                                    file,
                                    cluster.wish().name(),
                                    machine.name(),
                                    now,
                                    files.text(path).length(),
                                    sha256));
        } else {
            why = "the member is not healthy: context deadline exceeded";
        }
        files.writeRootOnly(
                BackupFiles.FOLDER + "/last.json",
                "{\"time\":\"%s\",\"failed\":\"%s\",\"target\":\"\",\"unsent\":\"\"}\n"
                        .formatted(now, why));
        return Answer.ok(
                "begun "
                        + now
                        + "\n"
                        + (why.isEmpty() ? "" : "log " + why + "\n")
                        + state(machine));
    }

    /** File, size of a block, which. */
    static Answer block(SimulatedMachine machine, List<String> arguments) {
        var file = machine.files().find(arguments.getFirst());
        if (file.isEmpty()) {
            return Answer.failed(arguments.getFirst() + ": No such file or directory");
        }
        return Answer.ok(
                arguments.get(2).equals("0")
                        ? new String(
                                Base64.getEncoder().encode(file.get().file().bytes()),
                                StandardCharsets.US_ASCII)
                        : "");
    }
}
