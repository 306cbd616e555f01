package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.render.HostFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is at a path. The content comes along only where it may be shown and is not the {@code
 * known} one: that is what a diff needs.
 *
 * @param known SHA-256 that the content should have; empty text when nothing is expected
 * @param show whether the content may travel
 */
public record FileFact(String path, String known, boolean show) implements Fact<FileState> {
    private static final Source SOURCE = new Source();
    private static final int LARGEST_SHOWN = 262_144;

    /** The question whether a wanted file is there. */
    public static FileFact of(HostFile wanted) {
        return new FileFact(
                wanted.path(), wanted.sha256(), wanted.visibility() == HostFile.Visibility.PUBLIC);
    }

    /** The content of a file, whatever it is. */
    public static FileFact content(String path) {
        return new FileFact(path, "", true);
    }

    /** One question a path: what else it carries only spares the content's journey. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileFact fact && path.equals(fact.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public FactSource<FileFact, FileState> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<FileFact, FileState> {
        @Override
        public String name() {
            return "files";
        }

        @Override
        public String script(List<FileFact> facts) {
            String paths = ShellQuote.quote(facts.stream().map(FileFact::path).distinct().toList());
            String arms =
                    facts.stream()
                            .filter(FileFact::show)
                            .map(fact ->
                                    "  %s) [ \"$sum\" = '%s' ] || { echo \"text $path\"; head -c %d -- \"$path\" | base64 -w0; echo; } ;;\n"
                                            .formatted(
                                                    ShellQuote.quote(fact.path),
                                                    fact.known,
                                                    LARGEST_SHOWN))
                            .collect(Collectors.joining());
            return """
            stat -c 'stat %%a %%U:%%G %%F|%%n' -- %1$s
            sha256sum -- %1$s | while read -r sum path; do
              echo "sum $sum $path"
              case "$path" in
            %2$s  esac
            done\
            """
                    .formatted(paths, arms);
        }

        @Override
        public List<String> words(FileFact fact) {
            return List.of(fact.path, fact.known, fact.show ? "show" : "hide");
        }

        @Override
        public Map<FileFact, FileState> parse(List<FileFact> facts, List<String> output) {
            var stats = new HashMap<String, String[]>();
            var sums = new HashMap<String, String>();
            var texts = new HashMap<String, String>();
            for (int i = 0; i < output.size(); i++) {
                String line = output.get(i);
                if (line.startsWith("stat ")) {
                    int bar = line.indexOf('|');
                    stats.put(line.substring(bar + 1), line.substring(5, bar).split(" ", 3));
                } else if (line.startsWith("sum ")) {
                    sums.put(line.substring(69).strip(), line.substring(4, 68));
                } else if (line.startsWith("text ") && i + 1 < output.size()) {
                    texts.put(
                            line.substring(5),
                            new String(
                                    Base64.getDecoder().decode(output.get(++i)),
                                    StandardCharsets.UTF_8));
                }
            }
            var answers = new HashMap<FileFact, FileState>();
            for (FileFact fact : facts) {
                String[] stat = stats.get(fact.path);
                String sum = sums.get(fact.path);
                answers.put(
                        fact,
                        stat == null
                                ? new FileState.Absent()
                                : sum == null
                                        ? new FileState.Special(stat[2])
                                        : new FileState.Present(
                                                "0".repeat(Math.max(0, 4 - stat[0].length()))
                                                        + stat[0],
                                                stat[1],
                                                sum,
                                                Optional.ofNullable(texts.get(fact.path))));
            }
            return answers;
        }
    }
}
