package io.kprov.remote.ssh;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code ~/.ssh/config} says of a host (ssh_config(5)): HostName, User, Port, IdentityFile,
 * IdentitiesOnly, ProxyJump, with Host, Match (all, host, originalhost) and Include. MINA's own
 * reader refuses any file with Match or Include in it. Blocks under another Match criterion are
 * passed over: their commands are never run.
 */
final class SshConfig {
    private static final Pattern SETTING = Pattern.compile("\\s*(\\w+)(?:\\s*=\\s*|\\s+)(.*?)\\s*");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final int MAX_INCLUDES = 16; // as in OpenSSH's readconf.c

    private final Path folder;
    private final Path home;
    private final List<Setting> settings = new ArrayList<>();

    private SshConfig(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    /** One line that sets something, and the hosts that it is for. */
    private record Setting(HostPatterns hosts, String key, List<String> words) {}

    static SshConfig read(Path home) {
        var folder = home.resolve(".ssh");
        var config = new SshConfig(folder, home);
        config.readFile(folder.resolve("config"), new HostPatterns(List.of("*")), 0);
        return config;
    }

    /** The first value of a key for a host, which may have several names. */
    Optional<String> first(String key, List<String> names) {
        return all(key, names).stream().findFirst();
    }

    List<String> all(String key, List<String> names) {
        return settings.stream()
                .filter(s -> s.key().equals(key.toLowerCase(Locale.ROOT)))
                .filter(s -> names.stream().anyMatch(s.hosts()::match))
                .flatMap(s -> s.words().stream().limit(1))
                .toList();
    }

    private void readFile(Path file, HostPatterns scope, int depth) {
        if (!Files.isRegularFile(file) || depth > MAX_INCLUDES) {
            return;
        }
        var hosts = scope;
        for (var line : lines(file)) {
            var setting = SETTING.matcher(line);
            if (line.strip().startsWith("#") || !setting.matches()) {
                continue;
            }
            var key = setting.group(1).toLowerCase(Locale.ROOT);
            var words = words(setting.group(2));
            switch (key) {
                case "host" -> hosts = new HostPatterns(words);
                case "match" -> hosts = matched(words);
                case "include" -> include(words, hosts, depth);
                default -> settings.add(new Setting(hosts, key, words));
            }
        }
    }

    private void include(List<String> words, HostPatterns scope, int depth) {
        for (var word : words) {
            var path = word.startsWith("~/") ? home.resolve(word.substring(2)) : Path.of(word);
            var pattern = folder.resolve(path);
            var parent = pattern.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            try (var found = Files.newDirectoryStream(parent, pattern.getFileName().toString())) {
                var files = new ArrayList<Path>();
                found.forEach(files::add);
                files.stream().sorted().forEach(file -> readFile(file, scope, depth + 1));
            } catch (IOException e) {
                throw unreadable(parent, e);
            }
        }
    }

    private static HostPatterns matched(List<String> words) {
        if (words.equals(List.of("all"))) {
            return new HostPatterns(List.of("*"));
        }
        var byName = List.of("host", "originalhost");
        return words.size() == 2 && byName.contains(words.getFirst().toLowerCase(Locale.ROOT))
                ? HostPatterns.parse(words.getLast())
                : new HostPatterns(List.of());
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Arrays.asList(Files.readString(file).split("\\R", -1));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static KprovException unreadable(Path file, IOException cause) {
        var problem =
                new Problem(
                        "The SSH settings in " + file + " cannot be read",
                        cause.toString(),
                        "no host was contacted",
                        "make the file readable, and UTF-8");
        return new KprovException(ExitCode.SSH, List.of(problem), cause);
    }
}
