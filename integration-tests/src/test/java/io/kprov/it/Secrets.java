package io.kprov.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must be found nowhere but where it belongs: each secret under a name that may be shown. */
final class Secrets {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile(
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----\n(?:[A-Za-z0-9-]+: [^\n]*\n)*([^-]+)");
    private static final Pattern IN_KUBECONFIG = Pattern.compile("client-key-data: *(\\S+)");
    private static final int LINE = 64;

    private final Map<String, String> secrets = new LinkedHashMap<>();

    /** A password or the like, which is looked for as it is. */
    void add(String name, String secret) {
        if (!secret.isBlank()) {
            secrets.put(name, secret);
        }
    }

    /** The keys in a file's text: one line of the body is enough to know a key again. */
    void addKeys(String name, String text) {
        Matcher pem = PRIVATE_KEY.matcher(text);
        if (pem.find()) {
            add(name, oneLine(pem.group(1)));
        }
        Matcher kubeconfig = IN_KUBECONFIG.matcher(text);
        if (kubeconfig.find()) {
            // The PEM's first line is the same in all of them.
            add(name, middle(kubeconfig.group(1)));
        }
    }

    /** The keys of all files in a folder. */
    void addKeysBelow(String name, Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                addKeys(name + " " + folder.relativize(file), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many different ones there are. */
    int count() {
        return Set.copyOf(secrets.values()).size();
    }

    Set<String> names() {
        return Set.copyOf(secrets.keySet());
    }

    /** The secrets, a line each, as grep takes patterns from its standard input. */
    String patterns() {
        return String.join("\n", secrets.values()) + "\n";
    }

    /** Names of the secrets that are in a text. */
    List<String> in(String text) {
        return secrets.entrySet().stream()
                .filter(secret -> text.contains(secret.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String oneLine(String body) {
        List<String> lines = body.strip().lines().toList();
        return lines.get(Math.max(0, lines.size() - 2)); // the last one may be very short
    }

    private static String middle(String base64) {
        int from = base64.length() / 2;
        return base64.substring(from, Math.min(base64.length(), from + LINE));
    }
}
