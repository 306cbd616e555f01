package io.kprov.inventory;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A form that a text must have.
 *
 * @param what ends the sentence {@code "x" is not ...}
 * @param pattern for the whole text, in the part of regular expressions that Java and ECMA-262
 *     share; the JSON Schema has it
 * @param longest characters that the text may have
 * @param exact what the pattern alone cannot say
 * @param hint what to write instead, from what was written
 */
record Format(
        String what,
        Pattern pattern,
        int longest,
        Predicate<String> exact,
        Function<String, Optional<String>> hint) {

    /** More than any name has; Java's patterns recurse, so endless text would end the stack. */
    private static final int LONGEST_NAME = 1_000;

    static Format of(String what, String pattern) {
        return new Format(
                what,
                Pattern.compile("(?:" + pattern + ")"),
                LONGEST_NAME,
                text -> true,
                text -> Optional.empty());
    }

    /** For patterns without groups, which any length suits. */
    Format upTo(int length) {
        return new Format(what, pattern, length, exact, hint);
    }

    Format exactly(Predicate<String> check) {
        return new Format(what, pattern, longest, check, hint);
    }

    Format hinting(Function<String, Optional<String>> newHint) {
        return new Format(what, pattern, longest, exact, newHint);
    }

    boolean accepts(String text) {
        return text.length() <= longest && pattern.matcher(text).matches() && exact.test(text);
    }

    /** What to write instead of the text. */
    Optional<String> suggestion(String text) {
        return text.length() <= longest ? hint.apply(text) : Optional.empty();
    }

    /** Tries a correction and offers it when it fits. */
    Optional<String> didYouMean(String corrected) {
        return accepts(corrected)
                ? Optional.of("did you mean " + Quoted.text(corrected) + "?")
                : Optional.empty();
    }
}
