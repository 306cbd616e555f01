package io.kprov.plan;

import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Decision.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A plan as people read it: per stage what is created, changed, removed and blocked, and why. Hosts
 * of which the same is to be said share a line, so that a plan for a thousand hosts stays as long
 * as one for ten.
 */
public final class PlanPrinter {
    private static final int NAMES_SHOWN = 8;

    private PlanPrinter() {}

    /** How much of a plan is printed. */
    public enum Detail {
        /** What differs and why, nothing of what would be done about it. */
        BRIEF,
        /** The files that change as well, as diffs. */
        CHANGES,
        /** Each action, each step with nothing to do, and each host by its name. */
        EVERYTHING
    }

    /**
     * How a plan is printed.
     *
     * @param colour whether the output is a terminal that understands ANSI escapes
     */
    public record Style(boolean colour, Detail detail) {
        boolean verbose() {
            return detail == Detail.EVERYTHING;
        }

        String paint(Colour as, String text) {
            return colour && as != Colour.PLAIN ? as.escape + text + "\u001b[0m" : text;
        }
    }

    enum Colour {
        PLAIN(""),
        GREEN("\u001b[32m"),
        YELLOW("\u001b[33m"),
        RED("\u001b[31m");

        private final String escape;

        Colour(String escape) {
            this.escape = escape;
        }

        static Colour of(Sign sign) {
            return switch (sign) {
                case CREATE -> GREEN;
                case CHANGE -> YELLOW;
                case REMOVE -> RED;
            };
        }
    }

    /** The plan, ending with one line of sums. */
    public static List<String> lines(Plan plan, Style style) {
        return lines(plan, style, Sums.of(plan).sentence());
    }

    /** What differs from the wish in short, ending with one line of sums. */
    public static List<String> differences(Plan plan, boolean colour) {
        return lines(plan, new Style(colour, Detail.BRIEF), Sums.of(plan).difference());
    }

    private static List<String> lines(Plan plan, Style style, String sums) {
        var lines = new ArrayList<String>();
        var told = new LinkedHashSet<Problem>();
        for (PlannedStage stage : plan.stages()) {
            var body = stage(stage, style, told);
            if (!body.isEmpty()) {
                lines.add(stage.name());
                lines.addAll(body);
                lines.add("");
            }
        }
        plan.leftOut()
                .lines()
                .forEach(line ->
                        lines.add(style.paint(Colour.YELLOW, "?") + " " + VisibleText.of(line)));
        lines.add(plan.leftOut().nobody() ? sums : sums + "; " + plan.leftOut().sentence());
        return List.copyOf(lines);
    }

    private static List<String> stage(PlannedStage stage, Style style, Set<Problem> told) {
        var groups = new LinkedHashMap<Group, LinkedHashSet<String>>();
        var blocked = new LinkedHashMap<Problem, List<PlannedStep>>();
        for (String step : stage.steps().stream().map(PlannedStep::step).distinct().toList()) {
            for (PlannedStep planned : stage.steps()) {
                if (planned.step().equals(step)) {
                    if (planned.answer() instanceof Answer.Blocked(var problem)) {
                        blocked.computeIfAbsent(problem, key -> new ArrayList<>()).add(planned);
                    } else {
                        groups.computeIfAbsent(Group.of(planned), key -> new LinkedHashSet<>())
                                .add(planned.host());
                    }
                }
            }
        }
        var lines = new ArrayList<String>();
        groups.forEach((group, hosts) -> lines.addAll(answer(group, hosts, style)));
        blocked.forEach((problem, steps) ->
                lines.addAll(blocked(problem, steps, told.add(problem), style)));
        return lines;
    }

    /** What hosts must have in common to share a line. */
    private record Group(String step, String title, Answer answer) {
        static Group of(PlannedStep planned) {
            return new Group(planned.step(), planned.title(), planned.answer());
        }
    }

    private static List<String> answer(Group group, Set<String> hosts, Style style) {
        return switch (group.answer) {
            case Answer.Change(var sign, var reason, var actions) ->
                    change(
                            style.paint(Colour.of(sign), sign.text())
                                    + " "
                                    + head(hosts, group.title, reason, style),
                            actions,
                            style);
            case Answer.Nothing(var reason) ->
                    style.verbose()
                            ? List.of("  = " + head(hosts, group.title, reason, style))
                            : List.of();
            case Answer.Blocked _ -> throw new IllegalStateException("printed by its problem");
        };
    }

    private static List<String> change(String head, List<PlannedAction> actions, Style style) {
        var lines = new ArrayList<String>();
        lines.add("  " + head);
        if (style.detail == Detail.BRIEF) {
            return lines;
        }
        for (PlannedAction action : actions) {
            if (style.verbose() || !action.diff().isEmpty()) {
                lines.add("      " + VisibleText.of(action.sentence()));
            }
            action.diff()
                    .forEach(line -> lines.add("        " + diff(VisibleText.of(line), style)));
        }
        return lines;
    }

    private static String diff(String line, Style style) {
        return style.paint(
                line.startsWith("+")
                        ? Colour.GREEN
                        : line.startsWith("-") ? Colour.RED : Colour.PLAIN,
                line);
    }

    private static List<String> blocked(
            Problem problem, List<PlannedStep> steps, boolean first, Style style) {
        var hosts = new LinkedHashSet<>(steps.stream().map(PlannedStep::host).toList());
        var titles = steps.stream().map(PlannedStep::title).distinct().toList();
        var lines = new ArrayList<String>();
        lines.add(
                "  "
                        + style.paint(Colour.RED, "!")
                        + " "
                        + names(hosts, style)
                        + ": "
                        + String.join(", ", titles)
                        + (first ? "" : ": " + VisibleText.of(problem.what()) + " (see above)"));
        if (first) {
            problem.toString().lines().forEach(line -> lines.add("      " + VisibleText.of(line)));
        }
        return lines;
    }

    private static String head(Set<String> hosts, String title, String reason, Style style) {
        return names(hosts, style) + ": " + title + " (" + VisibleText.of(reason) + ")";
    }

    private static String names(Set<String> hosts, Style style) {
        if (style.verbose() || hosts.size() <= NAMES_SHOWN) {
            return String.join(" ", hosts);
        }
        return String.join(" ", hosts.stream().limit(NAMES_SHOWN).toList())
                + " and "
                + (hosts.size() - NAMES_SHOWN)
                + " more";
    }
}
