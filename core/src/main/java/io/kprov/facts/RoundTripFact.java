package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.model.IpAddress;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long a host's knock at a TCP port of another takes to be answered: the median of five after
 * one that makes the way known. That nobody listens is an answer, too, for the other's kernel gives
 * it; only silence for a second is none. Not asked on a host that holds the data: its member
 * measures by itself, and those who would be knocked at write a line for each knock.
 *
 * @param data what is there when the host holds a member
 */
public record RoundTripFact(String data, IpAddress address, int port)
        implements Fact<Optional<Duration>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<RoundTripFact, Optional<Duration>> source() {
        return SOURCE;
    }

    private String url() {
        return "http://" + address.urlHost() + ":" + port + "/";
    }

    private static final class Source implements FactSource<RoundTripFact, Optional<Duration>> {
        private static final Pattern KNOCK =
                Pattern.compile("(\\S+) @ ([0-9.]+) ([0-9.]+) ([0-9.]+)");
        private static final String REFUSED = " refused";
        private static final int TIMED_OUT = 28;

        @Override
        public String name() {
            return "round-trips";
        }

        /** All others at once. That the way was refused stands in curl's words alone. */
        @Override
        public String script(List<RoundTripFact> facts) {
            return facts.stream()
                    .map(fact ->
                            """
                            [ -e %1$s ] || (
                              knock() { curl -gsv --noproxy '*' -m 1 -o /dev/null -w '\\n@ %%{time_namelookup} %%{time_connect} %%{time_total}\\n' "$@" 2>&1; }
                              peer=%2$s
                              knock "$peer" >/dev/null
                              [ $? -eq %3$d ] || knock "$peer" "$peer" "$peer" "$peer" "$peer" | sed -n -e "s|^@|$peer &|p" -e "s|.* refused.*|$peer refused|p"
                            ) &\
                            """
                                    .formatted(
                                            ShellQuote.quote(fact.data),
                                            ShellQuote.quote(fact.url()),
                                            TIMED_OUT))
                    .collect(Collectors.joining("\n", "", "\nwait"));
        }

        @Override
        public List<String> words(RoundTripFact fact) {
            return List.of(fact.data, fact.url());
        }

        @Override
        public Map<RoundTripFact, Optional<Duration>> parse(
                List<RoundTripFact> facts, List<String> output) {
            var refused = new HashSet<String>();
            for (String line : output) {
                if (line.endsWith(REFUSED)) {
                    refused.add(line.substring(0, line.length() - REFUSED.length()));
                }
            }
            var answers = new HashMap<RoundTripFact, Optional<Duration>>();
            for (RoundTripFact fact : facts) {
                answers.put(fact, median(fact.url(), refused.contains(fact.url()), output));
            }
            return answers;
        }

        private static Optional<Duration> median(String url, boolean refused, List<String> output) {
            var sorted =
                    output.stream()
                            .map(KNOCK::matcher)
                            .filter(line -> line.matches() && line.group(1).equals(url))
                            .flatMap(line ->
                                    answered(
                                            new BigDecimal(line.group(2)),
                                            new BigDecimal(line.group(3)),
                                            new BigDecimal(line.group(4)),
                                            refused)
                                            .stream())
                            .sorted()
                            .toList();
            return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
        }

        /** When it is refused there is no connection, and that is the end. */
        private static Optional<Duration> answered(
                BigDecimal begun, BigDecimal connected, BigDecimal ended, boolean refused) {
            if (connected.signum() > 0) {
                return Optional.of(Seconds.of(connected.subtract(begun)));
            }
            return refused ? Optional.of(Seconds.of(ended.subtract(begun))) : Optional.empty();
        }
    }
}
