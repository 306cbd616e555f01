package io.kprov.step;

import io.kprov.error.Problem;
import java.util.List;

/** A step's answer to the facts. */
public sealed interface Decision {

    /** There is something to do, and why. */
    record Do(Sign sign, String reason, List<Action> actions) implements Decision {
        public Do {
            actions = List.copyOf(actions);
        }
    }

    /** It is so already, or does not concern this host. */
    record Skip(String reason) implements Decision {}

    /** It must not be done as things are. */
    record Blocked(Problem problem) implements Decision {}

    /** How a change looks in a plan. */
    enum Sign {
        CREATE("+"),
        CHANGE("~"),
        REMOVE("-");

        private final String text;

        Sign(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
