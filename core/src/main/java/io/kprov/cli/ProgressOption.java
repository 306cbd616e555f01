package io.kprov.cli;

import java.time.InstantSource;
import picocli.CommandLine.Option;

/** {@code --progress}: how a run tells on stderr what it does. */
final class ProgressOption {

    /** Forms of telling. */
    enum Form {
        AUTO,
        PLAIN,
        JSON
    }

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            description =
                    "How it tells what it does: ${COMPLETION-CANDIDATES} (default: auto); docs/journal.md.",
            defaultValue = "auto")
    private Form form = Form.AUTO;

    /** Whether stderr is for programs: events only, no words for people. */
    boolean json() {
        return form == Form.JSON;
    }

    Progress start(Console console, InstantSource clock) {
        return switch (form) {
            case AUTO, PLAIN -> new ProgressLines(console, clock);
            case JSON -> new ProgressJson(console);
        };
    }
}
