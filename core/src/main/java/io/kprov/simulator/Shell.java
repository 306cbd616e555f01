package io.kprov.simulator;

import io.kprov.facts.FactScript;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The exec command of a simulated machine's sshd: finds out what a command line is, without being a
 * shell.
 */
final class Shell {
    /** {@code test -n "$(...)"} and {@code test "$(...)" = "..."}, which steps wait with. */
    private static final Pattern TEST =
            Pattern.compile(
                    "test (-n )?\"\\$\\((.+?)(?: 2>/dev/null)?(?: \\| grep -c '([^']+)')?\\)\"(?: (=|-ge) (.+))?",
                    Pattern.DOTALL);

    private final FactAnswers facts;
    private final OwnScripts scripts;
    private final Programs programs;

    Shell(FactAnswers facts, OwnScripts scripts, Programs programs) {
        this.facts = facts;
        this.scripts = scripts;
        this.programs = programs;
    }

    /** A command line with its input, understood. */
    sealed interface Order {
        /** What {@link Mishap.Source} and {@link Recorder} call it. */
        String name();

        record Facts(String script) implements Order {
            @Override
            public String name() {
                return "facts";
            }
        }

        record Script(String name, String script, List<String> arguments) implements Order {}

        /**
         * A command started as a unit of its own, or asked about afterwards. Named like what it
         * starts.
         */
        record Detach(boolean start, String id, String unit, Order inner) implements Order {
            @Override
            public String name() {
                return start ? inner.name() : "follow";
            }
        }

        record Test(String name, boolean notEmpty, Order inner, String grep, String wanted)
                implements Order {}

        record Run(String name, List<String> words, String input) implements Order {}
    }

    /**
     * Understands a command line.
     *
     * @throws IllegalArgumentException when a quote is not closed
     */
    static Order order(String line, String input) {
        return order(WordSplitter.split(line), input);
    }

    private static Order order(List<String> words, String input) {
        if (words.size() >= 2 && words.getFirst().equals("sh") && words.get(1).equals("-s")) {
            return script(input, words.subList(Math.min(3, words.size()), words.size()));
        }
        if (words.size() >= 8 && OwnScripts.name(words.get(2)).equals("detach")) {
            return new Order.Detach(
                    words.get(4).equals("start"),
                    words.get(5),
                    words.get(6),
                    order(words.subList(8, words.size()), input));
        }
        if (words.size() >= 3 && words.getFirst().equals("sh") && words.get(1).equals("-c")) {
            return script(words.get(2), words.subList(Math.min(4, words.size()), words.size()));
        }
        return new Order.Run(nameOf(words), words, input);
    }

    private static Order script(String text, List<String> arguments) {
        if (text.startsWith(FactScript.MARK)) {
            return new Order.Facts(text);
        }
        if (!OwnScripts.name(text).isEmpty()) {
            return new Order.Script(OwnScripts.name(text), text, arguments);
        }
        var test = TEST.matcher(text);
        if (test.matches()) {
            var inner = order(test.group(2), "");
            return new Order.Test(
                    inner.name(),
                    test.group(1) != null,
                    inner,
                    test.group(3) == null ? "" : test.group(3),
                    test.group(5) == null
                            ? ""
                            : String.join(" ", WordSplitter.split(test.group(5))));
        }
        return order(text, "");
    }

    /** {@code kubeadm init}, {@code kubectl apply}, {@code curl}. */
    private static String nameOf(List<String> words) {
        String program = words.isEmpty() ? "" : words.getFirst();
        return switch (program) {
            case "kubeadm" ->
                    String.join(
                            " ", words.stream().takeWhile(word -> !word.startsWith("-")).toList());
            case "kubectl", "etcdctl" ->
                    program
                            + " "
                            + new Options(words.subList(1, words.size()))
                                    .plain().stream().findFirst().orElse("");
            default -> program;
        };
    }

    /** Has the effect, and answers. */
    Answer run(SimulatedMachine machine, Order order) {
        try {
            return switch (order) {
                case Order.Facts(var script) -> facts.answer(machine, script);
                case Order.Script(_, var script, var arguments) ->
                        scripts.run(machine, script, arguments);
                case Order.Detach detach -> detached(machine, detach);
                case Order.Test test -> test(machine, test);
                case Order.Run(_, var words, var input) ->
                        words.isEmpty() ? Answer.ok() : programs.run(machine, words, input);
            };
        } catch (ProgramFailure failure) {
            return Answer.failed(failure.text());
        }
    }

    /**
     * What a detached command answers. One that is started here has its whole effect at once;
     * {@link SimulatedSite} keeps those that take their time.
     */
    private Answer detached(SimulatedMachine machine, Order.Detach detach) {
        var now = machine.now();
        boolean busy = machine.works().runs(detach.unit, now);
        if (detach.start && !busy) {
            machine.works()
                    .put(
                            detach.unit,
                            new DetachedWork.Work(
                                    detach.id,
                                    detach.inner,
                                    now,
                                    Optional.of(run(machine, detach.inner))));
        }
        var mine = machine.works().of(detach.unit).filter(work -> work.id().equals(detach.id));
        if (busy) {
            return Answer.ok(mine.isPresent() ? "running\n" : "busy\n");
        }
        return mine.flatMap(DetachedWork.Work::answer)
                .map(answer ->
                        Answer.ok(
                                "ended "
                                        + answer.exitStatus()
                                        + "\n"
                                        + answer.out()
                                        + answer.err()))
                .orElseGet(() -> Answer.ok("gone\n"));
    }

    private Answer test(SimulatedMachine machine, Order.Test test) {
        var answer = run(machine, test.inner);
        boolean yes;
        if (!test.grep.isEmpty()) {
            long lines = answer.out().lines().filter(line -> line.contains(test.grep)).count();
            yes = lines >= Long.parseLong(test.wanted);
        } else if (test.notEmpty) {
            yes = !answer.out().isBlank();
        } else {
            yes = answer.out().strip().equals(test.wanted);
        }
        return new Answer(yes ? 0 : 1, "", answer.err());
    }
}
