package io.kprov.facts;

import io.kprov.command.Command;
import io.kprov.command.ShellQuote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * All questions to one host as one shell script, and the way back from its output to typed answers.
 */
public final class FactScript {
    /** First line of every script of facts. */
    public static final String MARK = "# kprov-facts";

    /** Begins the line that heads a section of the output. */
    public static final String HEAD = "@@kprov ";

    /** Begins the comment that says one question in words, quoted as for a shell. */
    public static final String QUESTION = "#? ";

    private static final String PRELUDE =
            MARK
                    + """

                    export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent
                    exec 2>/dev/null
                    """;

    private final Map<FactSource<?, ?>, List<Fact<?>>> questions = new LinkedHashMap<>();

    public FactScript(Collection<? extends Fact<?>> facts) {
        new LinkedHashSet<>(facts)
                .stream()
                        .sorted(Comparator.comparing(fact -> fact.source().name()))
                        .forEach(fact ->
                                questions
                                        .computeIfAbsent(fact.source(), source -> new ArrayList<>())
                                        .add(fact));
    }

    /** The one exec. */
    public Command command() {
        var script = new StringBuilder(PRELUDE);
        questions.forEach((source, facts) ->
                script.append("echo '")
                        .append(HEAD)
                        .append(source.name())
                        .append("'\n")
                        .append(comments(source, facts))
                        .append(body(source, facts))
                        .append('\n'));
        return Command.script(script.append("echo '").append(HEAD).append("end'\n").toString());
    }

    /**
     * The answers in the script's output.
     *
     * @throws IllegalArgumentException when the output breaks off before its end, or cannot be read
     */
    public HostFacts parse(String output) {
        var sections = new HashMap<String, List<String>>();
        List<String> current = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (line.startsWith(HEAD)) {
                current =
                        sections.computeIfAbsent(
                                line.substring(HEAD.length()), name -> new ArrayList<>());
            } else {
                current.add(line);
            }
        }
        if (!sections.containsKey("end")) {
            throw new IllegalArgumentException("the answer breaks off after " + sections.keySet());
        }
        var answers = new HashMap<Fact<?>, Object>();
        questions.forEach((source, facts) ->
                answers.putAll(
                        answers(source, facts, sections.getOrDefault(source.name(), List.of()))));
        return new HostFacts(answers);
    }

    @SuppressWarnings("unchecked")
    private static <F> String comments(FactSource<F, ?> source, List<Fact<?>> facts) {
        var comments = new StringBuilder();
        for (F fact : (List<F>) facts) {
            String words = ShellQuote.quote(source.words(fact));
            if (words.indexOf('\n') >= 0) {
                // The rest of the line would be read by the shell.
                throw new IllegalArgumentException("a question with a line break: " + words);
            }
            comments.append(QUESTION).append(words).append('\n');
        }
        return comments.toString();
    }

    // A source was handed out by the very facts that are listed under it, so their types agree.
    @SuppressWarnings("unchecked")
    private static <F> String body(FactSource<F, ?> source, List<Fact<?>> facts) {
        return source.script((List<F>) facts);
    }

    @SuppressWarnings("unchecked")
    private static <F, A> Map<Fact<?>, Object> answers(
            FactSource<F, A> source, List<Fact<?>> facts, List<String> output) {
        try {
            return (Map<Fact<?>, Object>) (Map<?, ?>) source.parse((List<F>) facts, output);
        } catch (IndexOutOfBoundsException | NumberFormatException | JacksonException odd) {
            throw new IllegalArgumentException(
                    "the answer about " + source.name() + " cannot be read: " + odd, odd);
        }
    }
}
