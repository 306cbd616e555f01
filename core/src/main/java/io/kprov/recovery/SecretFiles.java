package io.kprov.recovery;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files with secrets from a host. Their content is on the command's stdout and nowhere else.
 */
final class SecretFiles {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FILE = "file ";
    private static final String END = "end";

    /** Whatever is no file is left out; the last line shows that nothing was cut off. */
    private static final String SCRIPT =
            """
            # kprov: read-secrets
            set -eu
            for path do
              [ -f "$path" ] || continue
              text=$(base64 -w0 <"$path")
              echo "file $path"
              echo "$text"
            done
            echo end
            """;

    private SecretFiles() {}

    /**
     * The files that are there, by path.
     *
     * @throws RemoteException when the host is lost, or the answer is not whole
     */
    static Map<String, String> read(Remote remote, List<String> paths) {
        var result = remote.run(Command.script(SCRIPT, paths.toArray(String[]::new)), LIMIT);
        var lines = result.stdout().lines().toList();
        if (!result.ok() || lines.isEmpty() || !lines.getLast().equals(END)) {
            throw new RemoteException(
                    RemoteException.Kind.CONNECTION_LOST,
                    new Problem(
                            remote.host().name() + ": the keys could not be read",
                            "sh exited " + result.exitStatus() + ": " + result.stderr().strip(),
                            "nothing was changed",
                            "see that the files below /etc/kubernetes can be read there, then"
                                    + " repeat the command"),
                    null);
        }
        var texts = new HashMap<String, String>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            texts.put(
                    lines.get(i).substring(FILE.length()),
                    new String(
                            Base64.getDecoder().decode(lines.get(i + 1)), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
