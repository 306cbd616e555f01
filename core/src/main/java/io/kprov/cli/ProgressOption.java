package io.kprov.cli;

import io.kprov.cli.live.Outline;
import io.kprov.model.Host;
import io.kprov.plan.Plan.PlannedStep;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code --progress}: how a run tells on stderr what it does. */
final class ProgressOption {

    /** Forms of telling. */
    enum Form {
        /** A table on a terminal, else lines. */
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

    Progress start(Console console, InstantSource clock, Planning planning, BusyHosts busy) {
        return switch (form) {
            case AUTO ->
                    console.screen()
                            .<Progress>map(screen ->
                                    LiveTable.start(console, screen, outline(planning), clock))
                            .orElseGet(() -> new ProgressLines(console, clock, busy));
            case PLAIN -> new ProgressLines(console, clock, busy);
            case JSON -> new ProgressJson(console);
        };
    }

    private static Outline outline(Planning planning) {
        var steps =
                planning.plan()
                        .changes()
                        .collect(
                                Collectors.groupingBy(
                                        PlannedStep::host,
                                        Collectors.mapping(PlannedStep::step, Collectors.toSet())));
        return new Outline(
                planning.procedure().stages().size(),
                planning.blueprint().cluster().hosts().stream()
                        .map(host ->
                                new Outline.OfHost(
                                        host.name(),
                                        kind(host),
                                        steps.getOrDefault(host.name(), Set.of())))
                        .toList());
    }

    /** What it is in the first place: a control plane may do other things besides. */
    private static String kind(Host host) {
        return switch (Collections.min(host.roles())) {
            case CONTROL_PLANE -> "control plane";
            case WORKER -> "worker";
            case ETCD -> "etcd host";
            case LOAD_BALANCER -> "load balancer";
        };
    }
}
