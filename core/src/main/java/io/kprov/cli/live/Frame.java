package io.kprov.cli.live;

import io.kprov.error.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * The table as lines: a head, then a row per host, or a line per group of hosts that are at the
 * same thing when there are more hosts than rows. Depends on nothing but its arguments.
 */
final class Frame {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;

    private final Board.Snapshot run;
    private final int width;
    private final int height;
    private final Instant now;

    private Frame(Board.Snapshot run, int width, int height, Instant now) {
        this.run = run;
        this.width = width;
        this.height = height;
        this.now = now;
    }

    /** At most so many lines, none wider than so many columns. */
    static List<AttributedString> lines(Board.Snapshot run, int width, int height, Instant now) {
        if (width < 1 || height < 1) {
            return List.of();
        }
        var frame = new Frame(run, width, height, now);
        return Stream.concat(
                        Stream.of(frame.head()),
                        run.rows().size() < height ? frame.rows() : frame.groups())
                .map(frame::cut)
                .toList();
    }

    private AttributedString head() {
        String stage =
                run.stageNumber() == 0
                        ? ""
                        : "   stage %d of %d: %s"
                                .formatted(run.stageNumber(), run.stages(), run.stage());
        return new AttributedString(
                "%s%s   %d of %d steps   %s"
                        .formatted(run.title(), stage, run.done(), run.planned(), age(run.began())),
                AttributedStyle.BOLD);
    }

    private Stream<AttributedString> rows() {
        int names = widest(run.rows().stream().map(Board.Row::host));
        int sums = widest(run.rows().stream().map(Frame::sum));
        int ages = widest(run.rows().stream().map(row -> time(row.standing())));
        return run.rows().stream()
                .map(row ->
                        new AttributedString(
                                row.host()
                                        + gap(row.host(), names)
                                        + "  "
                                        + gap(sum(row), sums)
                                        + sum(row)
                                        + "  "
                                        + gap(time(row.standing()), ages)
                                        + time(row.standing())
                                        + "  "
                                        + what(row),
                                style(row.standing())));
    }

    private static String sum(Board.Row row) {
        return row.done() + "/" + row.planned();
    }

    /** How long it is so; nobody needs to know of what is over. */
    private String time(Standing standing) {
        return switch (standing) {
            case Standing.Failed _, Standing.LeftOut _, Standing.Done _ -> "";
            case Standing.Retrying _, Standing.Working _, Standing.Waiting _ ->
                    age(standing.since());
        };
    }

    private String what(Board.Row row) {
        String more = row.more() == 0 ? "" : " (and " + row.more() + " more)";
        return switch (row.standing()) {
            case Standing.Retrying retrying ->
                    "%s: again in %d s, attempt %d: %s"
                            .formatted(
                                    retrying.title(),
                                    Math.max(0, Duration.between(now, retrying.next()).toSeconds()),
                                    retrying.attempt(),
                                    retrying.reason());
            case Standing.Working working ->
                    working.title()
                            + (working.doing().isEmpty() ? "" : ": " + working.doing())
                            + more;
            case Standing.Failed _, Standing.LeftOut _, Standing.Waiting _, Standing.Done _ ->
                    state(row.standing());
        };
    }

    /** What hosts of one group have in common. */
    private static String state(Standing standing) {
        return switch (standing) {
            case Standing.Failed failed -> "FAILED: " + failed.title();
            case Standing.LeftOut _ -> "left out: cannot be reached";
            case Standing.Retrying retrying -> retrying.title() + ": tried again";
            case Standing.Working working -> working.title();
            case Standing.Waiting _ -> "waiting";
            case Standing.Done _ -> "done";
        };
    }

    /** Hosts of one kind that are at the same thing. */
    private record Group(String kind, String state) {}

    private Stream<AttributedString> groups() {
        var groups =
                run.rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        row -> new Group(row.kind(), state(row.standing())),
                                        LinkedHashMap::new,
                                        Collectors.toList()))
                        .values()
                        .stream()
                        .map(rows ->
                                rows.stream().sorted(Comparator.comparing(Frame::since)).toList())
                        .sorted(
                                Comparator.comparingInt((List<Board.Row> rows) ->
                                                rows.getFirst().standing().rank())
                                        .thenComparing(rows -> since(rows.getFirst())))
                        .toList();
        int room = height - 1;
        if (groups.size() <= room) {
            return groups.stream().map(this::group);
        }
        int shown = Math.max(0, room - 1);
        int left = groups.stream().skip(shown).mapToInt(List::size).sum();
        return Stream.concat(
                        groups.stream().limit(shown).map(this::group),
                        Stream.of(new AttributedString("and " + left + " more hosts")))
                .limit(room);
    }

    private static Instant since(Board.Row row) {
        return row.standing().since();
    }

    /** A group that begins with the host that is longest at it. */
    private AttributedString group(List<Board.Row> rows) {
        var first = rows.getFirst();
        var standing = first.standing();
        String time = time(standing);
        if (rows.size() == 1) {
            return new AttributedString(
                    first.host() + ": " + what(first) + (time.isEmpty() ? "" : ", " + time),
                    style(standing));
        }
        var line = new ArrayList<String>();
        line.add(rows.size() + " " + first.kind() + "s: " + state(standing));
        if (!time.isEmpty()) {
            line.add("longest " + first.host() + " " + time);
        } else if (standing instanceof Standing.Failed || standing instanceof Standing.LeftOut) {
            line.add(rows.stream().map(Board.Row::host).collect(Collectors.joining(" ")));
        }
        return new AttributedString(String.join(", ", line), style(standing));
    }

    private static AttributedStyle style(Standing standing) {
        return switch (standing) {
            case Standing.Failed _ -> PLAIN.foreground(AttributedStyle.RED);
            case Standing.LeftOut _, Standing.Retrying _ ->
                    PLAIN.foreground(AttributedStyle.YELLOW);
            case Standing.Working _ -> PLAIN;
            case Standing.Waiting _ -> PLAIN.faint();
            case Standing.Done _ -> PLAIN.foreground(AttributedStyle.GREEN);
        };
    }

    private String age(Instant since) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
                        : "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
    }

    private static int widest(Stream<String> texts) {
        return texts.mapToInt(Frame::columns).max().orElse(0);
    }

    private static String gap(String text, int columns) {
        return " ".repeat(columns - columns(text));
    }

    /** Not characters: some are two columns wide, some none. */
    private static int columns(String text) {
        return new AttributedString(text).columnLength();
    }

    private AttributedString cut(AttributedString line) {
        var visible =
                new AttributedString(
                        VisibleText.of(line.toString()).replace('\t', ' '), line.styleAt(0));
        return visible.columnSubSequence(0, width);
    }
}
