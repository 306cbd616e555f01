package io.kprov.render;

import io.kprov.command.Command;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What makes a snapshot of a host's member now: the timer's own unit where there is one, else the
 * same scripts, sent along, and then it stays on the host.
 */
public final class BackupScript {
    private static final String SCRIPT = read("backup-now.sh");

    private BackupScript() {}

    /**
     * The command.
     *
     * @param then shell that goes on when it has ended; {@code $newest} is the time and the file of
     *     the newest snapshot there is, {@code $begun} when the command began
     */
    public static Command command(Cluster cluster, Host host, String then, String... further) {
        var carried = new ArrayList<String>();
        carried.add(SCRIPT.lines().findFirst().orElseThrow());
        carried.add("scripts() {");
        carried.add(file("prove-snapshot.sh", EtcdFiles.proveSnapshot()));
        carried.add(file("etcd-backup.sh", BackupFiles.script()));
        carried.add(file("settings", BackupFiles.settingsOfNone(cluster, host)));
        carried.add("}");
        SCRIPT.lines().skip(1).forEach(carried::add);
        carried.add(then);
        var words = new ArrayList<>(List.of(BackupFiles.UNIT, BackupFiles.FOLDER));
        words.addAll(List.of(further));
        return Command.script(
                carried.stream().collect(Collectors.joining("\n", "", "\n")),
                words.toArray(String[]::new));
    }

    private static String file(String name, String text) {
        return "cat >\"$1/" + name + "\" <<'KPROV_FILE'\n" + text + "KPROV_FILE";
    }

    private static String read(String name) {
        try (var stream = BackupScript.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no script " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
