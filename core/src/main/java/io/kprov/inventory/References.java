package io.kprov.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ${env:NAME}} and {@code ${file:path}} inside strings. What they stand for is never part of
 * a message. {@code $${env:NAME}} is the text itself.
 */
final class References {
    private static final int LARGEST_FILE = 1 << 20;
    private static final List<String> SORTS = List.of("env", "file");
    private static final Pattern REFERENCE =
            Pattern.compile("\\$?\\$\\{([A-Za-z]{1,10}):([^}\\n]*)}");

    private final Environment environment;
    private final FilePaths paths;

    References(Environment environment, FilePaths paths) {
        this.environment = environment;
        this.paths = paths;
    }

    /** Whether the text takes its value, or part of it, from elsewhere. */
    static boolean isIn(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .anyMatch(
                        found -> !found.group().startsWith("$$") && SORTS.contains(found.group(1)));
    }

    /** Whether the text is a file's, and nothing else. */
    static boolean isAFile(String text) {
        var whole = REFERENCE.matcher(text);
        return whole.matches() && !text.startsWith("$$") && whole.group(1).equals("file");
    }

    /** The text with every reference replaced; empty, with findings, when one leads nowhere. */
    Optional<String> resolve(String text, String path, Report report) {
        if (text.indexOf("${") < 0) {
            return Optional.of(text);
        }
        var resolved = new StringBuilder();
        boolean complete = true;
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            Optional<String> value = value(matcher, path, report);
            complete &= value.isPresent();
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(resolved);
        return complete ? Optional.of(resolved.toString()) : Optional.empty();
    }

    private Optional<String> value(Matcher matcher, String path, Report report) {
        String written = matcher.group();
        String sort = matcher.group(1);
        String name = matcher.group(2);
        if (written.startsWith("$$")) {
            return Optional.of(written.substring(1));
        }
        return switch (sort) {
            case "env" -> variable(name, path, report);
            case "file" -> file(name, path, report);
            default -> {
                Optional<String> near = Suggestions.nearest(sort, SORTS);
                if (near.isEmpty()) {
                    yield Optional.of(written);
                }
                report.error(
                        path,
                        "there is no reference ${" + sort + ":...}",
                        "did you mean ${" + near.get() + ":...}? (write $${ for the text itself)");
                yield Optional.empty();
            }
        };
    }

    private Optional<String> variable(String name, String path, Report report) {
        Optional<String> value = environment.variable().apply(name);
        if (value.isEmpty()) {
            report.error(
                    path,
                    "the environment variable " + Quoted.text(name) + " is not set",
                    "set it where kprov runs, or write $${ for the text itself");
        } else if (value.get().isEmpty()) {
            report.error(path, "the environment variable " + Quoted.text(name) + " is empty");
            return Optional.empty();
        }
        return value;
    }

    private Optional<String> file(String name, String path, Report report) {
        Optional<Path> file = paths.resolve(name);
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            report.error(
                    path,
                    "there is no file " + Quoted.text(name),
                    "paths start at the inventory's directory");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                report.error(path, "the file " + Quoted.text(name) + " is larger than 1 MiB");
                return Optional.empty();
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(withoutLastLineBreak(text));
        } catch (CharacterCodingException notText) {
            report.error(path, "the file " + Quoted.text(name) + " is not UTF-8 text");
        } catch (IOException failed) {
            report.error(path, "the file " + Quoted.text(name) + " cannot be read by this user");
        }
        return Optional.empty();
    }

    /** Editors end files with a line break that is no part of a password. */
    private static String withoutLastLineBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
