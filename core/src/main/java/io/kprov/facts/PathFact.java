package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether anything exists at a path. */
public record PathFact(String path) implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<PathFact, Boolean> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<PathFact, Boolean> {
        @Override
        public String name() {
            return "paths";
        }

        @Override
        public String script(List<PathFact> facts) {
            return "for path in "
                    + ShellQuote.quote(facts.stream().map(PathFact::path).toList())
                    + "; do [ -e \"$path\" ] && echo \"$path\"; done";
        }

        @Override
        public List<String> words(PathFact fact) {
            return List.of(fact.path);
        }

        @Override
        public Map<PathFact, Boolean> parse(List<PathFact> facts, List<String> output) {
            var there = Set.copyOf(output);
            return facts.stream()
                    .collect(Collectors.toMap(fact -> fact, fact -> there.contains(fact.path)));
        }
    }
}
