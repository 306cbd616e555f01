package io.kprov.facts;

import io.kprov.render.HostFile;
import io.kprov.render.PathPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which files of kprov's own there are at the paths of a pattern: what it wrote for an earlier wish
 * is found without a memory of that wish, and what others put beside it is told apart.
 */
public record OwnFilesFact(PathPattern pattern) implements Fact<OwnFiles> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<OwnFilesFact, OwnFiles> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<OwnFilesFact, OwnFiles> {
        private static final String OWN = "own ";
        private static final String OTHER = "other ";

        @Override
        public String name() {
            return "own";
        }

        /** The shell's own words only: no process for each file. */
        @Override
        public String script(List<OwnFilesFact> facts) {
            return """
            for path in %s; do
              [ -e "$path" ] || [ -L "$path" ] || continue
              line=
              [ -f "$path" ] && [ ! -L "$path" ] && IFS= read -r line <"$path"
              case "$line" in
              '%s'*) printf 'own %%s\\n' "$path" ;;
              *) printf 'other %%s\\n' "$path" ;;
              esac
            done\
            """
                    .formatted(
                            facts.stream()
                                    .map(fact -> fact.pattern.text())
                                    .collect(Collectors.joining(" ")),
                            HostFile.OWN);
        }

        @Override
        public List<String> words(OwnFilesFact fact) {
            return List.of(fact.pattern.text());
        }

        @Override
        public Map<OwnFilesFact, OwnFiles> parse(List<OwnFilesFact> facts, List<String> output) {
            var answers = new HashMap<OwnFilesFact, OwnFiles>();
            for (OwnFilesFact fact : facts) {
                answers.put(
                        fact,
                        new OwnFiles(
                                paths(fact.pattern, OWN, output),
                                paths(fact.pattern, OTHER, output)));
            }
            return answers;
        }

        private static Set<String> paths(PathPattern pattern, String word, List<String> output) {
            var paths = new HashSet<String>();
            for (String line : output) {
                if (line.startsWith(word) && pattern.matches(line.substring(word.length()))) {
                    paths.add(line.substring(word.length()));
                }
            }
            return paths;
        }
    }
}
