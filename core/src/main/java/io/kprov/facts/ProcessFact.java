package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Since when a program runs, by the host's clock; the oldest process when there are several, empty
 * when there is none. In containers as well: their processes are the host's.
 *
 * @param program its name
 * @param word one of the words that it was started with, which tells it from others of that name
 */
public record ProcessFact(String program, String word) implements Fact<Optional<Instant>> {
    private static final Source SOURCE = new Source();

    /** The kernel keeps no more of a name (TASK_COMM_LEN). */
    private static final int LONGEST = 15;

    private String kernelName() {
        return program.substring(0, Math.min(LONGEST, program.length()));
    }

    @Override
    public FactSource<ProcessFact, Optional<Instant>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ProcessFact, Optional<Instant>> {
        @Override
        public String name() {
            return "processes";
        }

        /**
         * The kernel counts ticks since some time (proc(5), starttime), which is another one in
         * containers. So a process that starts now is looked at for comparison.
         */
        @Override
        public String script(List<ProcessFact> facts) {
            String arms =
                    facts.stream()
                            .map(fact ->
                                    "  %s) word=%s ;;\n"
                                            .formatted(
                                                    ShellQuote.quote(fact.kernelName()),
                                                    ShellQuote.quote(fact.word)))
                            .collect(Collectors.joining());
            return """
            self=$(cat /proc/self/stat)
            now=$(date +%%s.%%N)
            set -- ${self##*) }
            echo "now $now ${20} $(getconf CLK_TCK || echo 100)"
            for comm in /proc/[0-9]*/comm; do
              read -r name <"$comm" || continue
              case "$name" in
            %s  *) continue ;;
              esac
              process=${comm%%/comm}
              tr '\\0' '\\n' <"$process/cmdline" | grep -qxF -e "$word" || continue
              stat=$(cat "$process/stat") || continue
              set -- ${stat##*) }
              echo "process ${20} $name"
            done\
            """
                    .formatted(arms);
        }

        @Override
        public List<String> words(ProcessFact fact) {
            return List.of(fact.program, fact.word);
        }

        @Override
        public Map<ProcessFact, Optional<Instant>> parse(
                List<ProcessFact> facts, List<String> output) {
            var ticks = new HashMap<String, Long>();
            var clock = new String[] {"now", "0", "0", "100"};
            for (String line : output) {
                String[] words = line.split(" ", 4);
                if (words[0].equals("now")) {
                    clock = words;
                } else if (words[0].equals("process")) {
                    String name = line.split(" ", 3)[2];
                    ticks.merge(name, Long.parseLong(words[1]), Math::min);
                }
            }
            var now = new BigDecimal(clock[1]);
            long present = Long.parseLong(clock[2]);
            long perSecond = Long.parseLong(clock[3]);
            var answers = new HashMap<ProcessFact, Optional<Instant>>();
            for (ProcessFact fact : facts) {
                answers.put(
                        fact,
                        Optional.ofNullable(ticks.get(fact.kernelName()))
                                .map(start ->
                                        Instant.ofEpochMilli(now.movePointRight(3).longValue())
                                                .minus(
                                                        Duration.ofMillis(
                                                                (present - start)
                                                                        * 1000
                                                                        / perSecond))));
            }
            return answers;
        }
    }
}
