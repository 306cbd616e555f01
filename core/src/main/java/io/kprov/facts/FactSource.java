package io.kprov.facts;

import java.util.List;
import java.util.Map;

/**
 * Asks all questions of one kind together and parses what comes back. Scripts run as root under a
 * POSIX shell, change nothing, and leave nothing behind.
 *
 * @param <F> kind of question
 * @param <A> type of the answer
 */
public interface FactSource<F, A> {

    /** Heads the section of the script and of its output; lower case, one word. */
    String name();

    /**
     * Shell text that prints the answers. Words in it are quoted by {@link
     * io.kprov.command.ShellQuote}.
     */
    String script(List<F> facts);

    /**
     * What is asked by one question, without a shell: stands in the script as a comment, for
     * readers and for the simulator, which answers it instead of running the script.
     */
    List<String> words(F fact);

    /** The answer to every question; pure. */
    Map<F, A> parse(List<F> facts, List<String> output);
}
