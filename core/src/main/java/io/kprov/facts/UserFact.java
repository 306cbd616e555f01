package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the host knows a user of this name. */
public record UserFact(String user) implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<UserFact, Boolean> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<UserFact, Boolean> {
        @Override
        public String name() {
            return "users";
        }

        @Override
        public String script(List<UserFact> facts) {
            return "for user in "
                    + ShellQuote.quote(facts.stream().map(UserFact::user).toList())
                    + "; do id -u \"$user\" >/dev/null 2>&1 && echo \"$user\"; done";
        }

        @Override
        public List<String> words(UserFact fact) {
            return List.of(fact.user);
        }

        @Override
        public Map<UserFact, Boolean> parse(List<UserFact> facts, List<String> output) {
            var there = Set.copyOf(output);
            return facts.stream()
                    .collect(Collectors.toMap(fact -> fact, fact -> there.contains(fact.user)));
        }
    }
}
