package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a package of the operating system is installed. */
public record PackageFact(String name) implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<PackageFact, Boolean> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<PackageFact, Boolean> {
        @Override
        public String name() {
            return "packages";
        }

        @Override
        public String script(List<PackageFact> facts) {
            String names = ShellQuote.quote(facts.stream().map(PackageFact::name).toList());
            return """
            if command -v dpkg-query >/dev/null; then
              dpkg-query -W -f '${db:Status-Abbrev}|${Package}\\n' -- %1$s | sed -n 's/^[a-z]i *|//p'
            elif command -v rpm >/dev/null; then
              rpm -q --qf '%%{NAME}\\n' %1$s
            fi\
            """
                    .formatted(names);
        }

        @Override
        public List<String> words(PackageFact fact) {
            return List.of(fact.name);
        }

        @Override
        public Map<PackageFact, Boolean> parse(List<PackageFact> facts, List<String> output) {
            var installed = Set.copyOf(output);
            return facts.stream()
                    .collect(Collectors.toMap(fact -> fact, fact -> installed.contains(fact.name)));
        }
    }
}
