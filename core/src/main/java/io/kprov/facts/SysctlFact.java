package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of a kernel setting in force, by its sysctl key; empty text when the kernel has no such
 * key.
 */
public record SysctlFact(String key) implements Fact<String> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<SysctlFact, String> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<SysctlFact, String> {
        @Override
        public String name() {
            return "sysctl";
        }

        @Override
        public String script(List<SysctlFact> facts) {
            String keys =
                    ShellQuote.quote(
                            facts.stream().map(fact -> fact.key.replace('.', '/')).toList());
            // Not the shell's read: dash reads byte by byte, and /proc/sys answers the first one
            // only.
            return "cd /proc/sys && grep -sH '' " + keys + "; cd /";
        }

        @Override
        public List<String> words(SysctlFact fact) {
            return List.of(fact.key);
        }

        @Override
        public Map<SysctlFact, String> parse(List<SysctlFact> facts, List<String> output) {
            var values = new HashMap<String, String>();
            for (String line : output) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.put(
                            line.substring(0, colon).replace('/', '.'),
                            line.substring(colon + 1).strip());
                }
            }
            var answers = new HashMap<SysctlFact, String>();
            facts.forEach(fact -> answers.put(fact, values.getOrDefault(fact.key, "")));
            return answers;
        }
    }
}
