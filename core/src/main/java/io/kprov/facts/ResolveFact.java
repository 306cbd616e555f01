package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The addresses that a name has for this host's programs. */
public record ResolveFact(String name) implements Fact<List<IpAddress>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<ResolveFact, List<IpAddress>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ResolveFact, List<IpAddress>> {
        @Override
        public String name() {
            return "resolve";
        }

        @Override
        public String script(List<ResolveFact> facts) {
            String names = ShellQuote.quote(facts.stream().map(ResolveFact::name).toList());
            return "for name in "
                    + names
                    + "; do getent ahosts \"$name\" | while read -r address _; do echo \"$name $address\"; done; done";
        }

        @Override
        public List<String> words(ResolveFact fact) {
            return List.of(fact.name);
        }

        @Override
        public Map<ResolveFact, List<IpAddress>> parse(
                List<ResolveFact> facts, List<String> output) {
            var answers = new HashMap<ResolveFact, List<IpAddress>>();
            facts.forEach(fact -> answers.put(fact, new ArrayList<>()));
            for (String line : output) {
                String[] words = line.split(" ", 2);
                IpAddress.parse(words.length > 1 ? words[1] : "")
                        .ifPresent(address -> {
                            var list = answers.get(new ResolveFact(words[0]));
                            if (list != null && !list.contains(address)) {
                                list.add(address);
                            }
                        });
            }
            return answers;
        }
    }
}
