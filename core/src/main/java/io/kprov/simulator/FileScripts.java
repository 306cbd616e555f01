package io.kprov.simulator;

import io.kprov.lockfile.Program;
import io.kprov.lockfile.Unpack;
import io.kprov.os.PackageManager;
import io.kprov.render.Footprint;
import io.kprov.render.HostFile;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** kprov's own scripts that write, read, fetch and remove files. */
final class FileScripts {
    private static final Pattern PUT =
            Pattern.compile("(?ms)^put ([^\\n]+) <<'KPROV_FILE'\\n(.*?)\\nKPROV_FILE$");

    private FileScripts() {}

    /** What a program of the operating system had there before kprov. */
    private static void keep(SimulatedMachine machine, String path) {
        String copy = Footprint.BEFORE + path;
        String text = machine.files().text(path);
        if (path.matches("/etc/(haproxy|keepalived|containerd)/.*")
                && !text.isEmpty()
                && !text.startsWith(HostFile.OWN)
                && !machine.files().exists(copy)
                && !machine.files()
                        .text(PackageManager.INSTALLED)
                        .lines()
                        .toList()
                        .contains(path.split("/", -1)[2])) {
            machine.files().write(copy, text);
        }
    }

    static void putFiles(SimulatedMachine machine, String script) {
        var put = PUT.matcher(script);
        while (put.find()) {
            var words = WordSplitter.split(put.group(1));
            keep(machine, words.get(0));
            machine.files()
                    .write(
                            new HostFile(
                                    words.get(0),
                                    words.get(1),
                                    owner(machine, words.get(2)),
                                    Base64.getMimeDecoder().decode(put.group(2)),
                                    HostFile.Visibility.SECRET));
        }
    }

    private static String owner(SimulatedMachine machine, String owner) {
        for (String name : owner.split(":", -1)) {
            if (!machine.hasUser(name)) {
                throw new ProgramFailure("chown: invalid user: '" + owner + "'");
            }
        }
        return owner;
    }

    static Answer readSecrets(SimulatedMachine machine, List<String> paths) {
        var out = new StringBuilder();
        for (String path : paths) {
            machine.files()
                    .find(path)
                    .ifPresent(stored ->
                            out.append("file ")
                                    .append(path)
                                    .append('\n')
                                    .append(
                                            Base64.getEncoder()
                                                    .encodeToString(stored.file().bytes()))
                                    .append('\n'));
        }
        return Answer.ok(out + "end\n");
    }

    static void removeFile(SimulatedMachine machine, String path, String firstLine) {
        if (machine.files().text(path).startsWith(firstLine)) {
            machine.files().remove(path);
        }
    }

    /** URL, digest, folder, how it unpacks (two words), links. */
    static void fetch(SimulatedMachine machine, List<String> arguments) {
        String folder = arguments.get(2);
        String mark = folder + "/.kprov-sha256";
        if (!machine.files().text(mark).strip().equals(arguments.get(1))) {
            machine.files().remove(folder);
            for (String name : content(folder)) {
                machine.files()
                        .write(
                                new HostFile(
                                        folder + "/" + name,
                                        "0755",
                                        "root:root",
                                        new byte[0],
                                        HostFile.Visibility.PUBLIC));
            }
            machine.files().write(mark, arguments.get(1) + "\n");
        }
        for (String link : arguments.subList(5, arguments.size())) {
            int equals = link.indexOf('=');
            if (equals > 0) {
                machine.files()
                        .link(link.substring(0, equals), folder + "/" + link.substring(equals + 1));
            } else {
                content(folder)
                        .forEach(name -> machine.files().link(link + name, folder + "/" + name));
            }
        }
    }

    /** What upstream's release has in it, as far as kprov uses it. */
    private static List<String> content(String folder) {
        String name = folder.split("/", -1)[3];
        var program =
                Program.fromName(name)
                        .orElseThrow(() -> new ProgramFailure("curl: (22) 404: " + name));
        return switch (program.unpack()) {
            case Unpack.SingleFile(var file) -> List.of(file);
            case Unpack.Members(_, var members) -> members;
            case Unpack.Everything _ ->
                    List.of("bridge", "firewall", "host-local", "loopback", "portmap");
        };
    }
}
