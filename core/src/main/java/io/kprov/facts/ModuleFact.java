package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the kernel has a module: loaded, built in with parameters, or one that modprobe would
 * load. A module that is built in without a trace of either sort is not seen.
 */
public record ModuleFact(String name) implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<ModuleFact, Boolean> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ModuleFact, Boolean> {
        @Override
        public String name() {
            return "modules";
        }

        @Override
        public String script(List<ModuleFact> facts) {
            return "for module in "
                    + ShellQuote.quote(facts.stream().map(ModuleFact::name).toList())
                    + "; do if [ -e \"/sys/module/$module\" ] || modprobe -n -q -- \"$module\"; then echo \"$module\"; fi; done";
        }

        @Override
        public List<String> words(ModuleFact fact) {
            return List.of(fact.name);
        }

        @Override
        public Map<ModuleFact, Boolean> parse(List<ModuleFact> facts, List<String> output) {
            var there = Set.copyOf(output);
            return facts.stream()
                    .collect(Collectors.toMap(fact -> fact, fact -> there.contains(fact.name)));
        }
    }
}
