package io.kprov.journal;

import io.kprov.engine.RunReport;
import io.kprov.error.Problem;
import io.kprov.journal.StepRecord.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as its journal tells it.
 *
 * @param last when the last event happened
 * @param result empty when there is no last event: the run is at work or broke off
 * @param problems all that stopped it, those of steps included
 * @param leftOut workers that it went on without, and why
 */
public record RunRecord(
        Event.RunStarted start,
        Instant began,
        Instant last,
        Optional<RunResult> result,
        List<HostRecord> hosts,
        List<Problem> problems,
        Map<String, Problem> leftOut) {

    public RunRecord {
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    /**
     * Reads a journal. A line that is torn or tells of something unknown is passed over.
     *
     * @return empty when it does not begin as a journal does
     * @throws UncheckedIOException when the file cannot be read
     */
    public static Optional<RunRecord> read(Path events) {
        // Not Files.lines: a torn line may end in the midst of a character.
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(events), StandardCharsets.UTF_8))) {
            var first = Optional.ofNullable(reader.readLine()).flatMap(Entry::parse);
            if (first.isPresent() && first.get().event() instanceof Event.RunStarted start) {
                var story = new Story(start, first.get().at());
                reader.lines().forEach(line -> Entry.parse(line).ifPresent(story::add));
                return Optional.of(story.record());
            }
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String id() {
        return start.run();
    }

    public Duration took() {
        return Duration.between(began, last);
    }

    /** How many steps came out so, on all hosts. */
    public int count(Outcome outcome) {
        return hosts.stream().mapToInt(host -> host.count(outcome)).sum();
    }

    /** How far the hosts came, for a run whose engine could not say. */
    public List<RunReport.HostRow> rows() {
        return hosts.stream()
                .map(host ->
                        new RunReport.HostRow(
                                host.host(),
                                host.count(Outcome.DONE),
                                host.count(Outcome.SKIPPED),
                                host.failed(),
                                Duration.ofMillis(Math.round(host.seconds() * 1000))))
                .toList();
    }
}
