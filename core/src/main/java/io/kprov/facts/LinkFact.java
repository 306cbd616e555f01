package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a symbolic link points; empty text when there is none. */
public record LinkFact(String path) implements Fact<String> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<LinkFact, String> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<LinkFact, String> {
        @Override
        public String name() {
            return "links";
        }

        @Override
        public String script(List<LinkFact> facts) {
            return "find "
                    + ShellQuote.quote(facts.stream().map(LinkFact::path).toList())
                    + " -maxdepth 0 -type l -printf '%p|%l\\n'";
        }

        @Override
        public List<String> words(LinkFact fact) {
            return List.of(fact.path);
        }

        @Override
        public Map<LinkFact, String> parse(List<LinkFact> facts, List<String> output) {
            var targets = new HashMap<String, String>();
            for (String line : output) {
                int bar = line.indexOf('|');
                if (bar > 0) {
                    targets.put(line.substring(0, bar), line.substring(bar + 1));
                }
            }
            var answers = new HashMap<LinkFact, String>();
            facts.forEach(fact -> answers.put(fact, targets.getOrDefault(fact.path, "")));
            return answers;
        }
    }
}
