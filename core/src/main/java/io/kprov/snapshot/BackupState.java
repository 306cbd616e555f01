package io.kprov.snapshot;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the backup of etcd stands on one host.
 *
 * @param newest of the snapshots that are there
 * @param sent the newest that the target is known to have
 * @param last how the last run ended
 * @param since when the host's settings of the backup were last written
 */
public record BackupState(
        Optional<KeptSnapshot> newest,
        Optional<Sent> sent,
        Optional<Run> last,
        Optional<Instant> since) {

    /**
     * What a target has.
     *
     * @param target in the words of the inventory's
     */
    public record Sent(String target, KeptSnapshot snapshot) {}

    /**
     * How a run ended.
     *
     * @param failed why there is no snapshot; empty when there is one
     * @param unsent why the target does not have all; empty when it does
     */
    public record Run(Instant time, String failed, String target, String unsent) {}

    /** Of a host that was never told to back up. */
    public static final BackupState NONE =
            new BackupState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Reads the lines, each a word and JSON or a number.
     *
     * @throws IllegalArgumentException when one cannot be read
     */
    public static BackupState parse(List<String> lines) {
        var state = NONE;
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space > 0) {
                state = state.with(line.substring(0, space), line.substring(space + 1));
            }
        }
        return state;
    }

    private BackupState with(String word, String text) {
        return switch (word) {
            case "newest" ->
                    new BackupState(Optional.of(KeptSnapshot.parse(text)), sent, last, since);
            case "sent" -> {
                var json = JsonMapper.shared().readTree(text);
                var to =
                        new Sent(
                                json.path("target").asString(""),
                                KeptSnapshot.of(json.path("snapshot")));
                yield new BackupState(newest, Optional.of(to), last, since);
            }
            case "last" -> {
                var json = JsonMapper.shared().readTree(text);
                var run =
                        new Run(
                                instant(json.path("time")),
                                json.path("failed").asString(""),
                                json.path("target").asString(""),
                                json.path("unsent").asString(""));
                yield new BackupState(newest, sent, Optional.of(run), since);
            }
            case "since" ->
                    new BackupState(
                            newest,
                            sent,
                            last,
                            Optional.of(Instant.ofEpochSecond(Long.parseLong(text))));
            default -> this;
        };
    }

    static Instant instant(JsonNode time) {
        try {
            return Instant.parse(time.asString(""));
        } catch (DateTimeException none) {
            throw new IllegalArgumentException("not a time: " + time, none);
        }
    }
}
