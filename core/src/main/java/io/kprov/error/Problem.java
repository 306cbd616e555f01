package io.kprov.error;

import java.util.List;

/**
 * A failure in four parts, printed as four lines.
 *
 * @param what what failed, in a sentence that names host and step
 * @param why the cause as far as known, with the last lines of the command's output when there was
 *     one
 * @param state what state things are in now
 * @param next what the operator does next: a command where there is one
 */
public record Problem(String what, String why, String state, String next) {

    /** The four lines, as printed. */
    public List<String> lines() {
        return List.of(
                what,
                "  why:   " + indented(why),
                "  state: " + indented(state),
                "  next:  " + indented(next));
    }

    /** The same in another state. */
    public Problem withState(String other) {
        return new Problem(what, why, other, next);
    }

    private static String indented(String text) {
        return text.strip().replace("\n", "\n         ");
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
