package io.kprov.status;

import java.util.List;

/**
 * One thing about the cluster. Its components are the JSON form.
 *
 * @param sentence what is so, without a full stop
 * @param details where and what exactly, one line each
 */
public record Condition(String name, Level level, String sentence, List<String> details) {

    public Condition {
        details = List.copyOf(details);
    }

    static Condition ok(String name, String sentence) {
        return new Condition(name, Level.OK, sentence, List.of());
    }

    static Condition bad(String name, String sentence, List<String> details) {
        return new Condition(name, Level.BAD, sentence, details);
    }

    static Condition warning(String name, String sentence, List<String> details) {
        return new Condition(name, Level.WARNING, sentence, details);
    }
}
