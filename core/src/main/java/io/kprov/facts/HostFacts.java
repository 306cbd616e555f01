package io.kprov.facts;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Answers of one host at one time. */
public final class HostFacts {
    private final Map<Fact<?>, Object> answers;

    public HostFacts(Map<Fact<?>, Object> answers) {
        this.answers = Map.copyOf(answers);
    }

    public static HostFacts none() {
        return new HostFacts(Map.of());
    }

    /**
     * The answer to a question.
     *
     * @throws IllegalStateException when it was not asked: a step must list each fact that it reads
     */
    @SuppressWarnings("unchecked") // parse() put the source's answer type under the fact
    public <A> A get(Fact<A> fact) {
        Object answer = answers.get(fact);
        if (answer == null) {
            throw new IllegalStateException("not asked: " + fact);
        }
        return (A) answer;
    }

    public boolean knows(Fact<?> fact) {
        return answers.containsKey(fact);
    }

    public Set<Fact<?>> questions() {
        return answers.keySet();
    }

    /** These answers, with newer ones in the place of older. */
    public HostFacts updatedWith(HostFacts newer) {
        var all = new HashMap<>(answers);
        all.putAll(newer.answers);
        return new HostFacts(all);
    }
}
