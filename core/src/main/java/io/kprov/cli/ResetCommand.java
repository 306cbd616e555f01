package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.facts.Fact;
import io.kprov.facts.Traces;
import io.kprov.facts.Traces.Kind;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Reset;
import io.kprov.step.ClusterView;
import io.kprov.step.LeftOut;
import io.kprov.step.reset.ResetHost;
import io.kprov.step.reset.ResetHost.Data;
import io.kprov.step.reset.ResetHost.End;
import io.kprov.workspace.Workspace;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes hosts back to what they were before kprov. */
@Command(
        name = "reset",
        description =
                "Take hosts back to what they were before kprov: services, files, programs, the packages that kprov installed, netfilter chains, interfaces and mounts go. etcd's data is put aside, and removed only on an explicit word. Shows the plan and asks for the names.",
        footer = {
            "",
            "Example: kprov reset --all -i inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class ResetCommand implements Callable<Integer> {
    private static final String DELETE_DATA = "DELETE DATA";

    /** What a reset leaves on a host, in words. */
    private static final Map<Kind, String> KEPT = kept();

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Hosts that are in the inventory, and not in the cluster any more.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All hosts of the inventory: the cluster ends with it.")
    private boolean all;

    @Option(
            names = "--delete-data",
            description =
                    "Remove etcd's data and audit logs, too. Without it they are put aside or stay; on a terminal it is asked for. Snapshots that a backup made stay either way.")
    private boolean deleteData;

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Mixin private TolerateOption tolerate = new TolerateOption();

    @Spec private CommandSpec spec = CommandSpec.create();

    private static Map<Kind, String> kept() {
        var kept = new EnumMap<Kind, String>(Kind.class);
        kept.put(Kind.ASIDE, "etcd's data is kept");
        kept.put(Kind.LOG, "audit logs are kept");
        kept.put(Kind.BACKUP, "snapshots of etcd are kept");
        kept.put(Kind.FOREIGN, "these are not kprov's, and stay");
        return kept;
    }

    ResetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "reset");
        var workspace = inventory.read(surroundings);
        var chosen = chosen(workspace.cluster());
        var tolerated = tolerate.of(workspace.cluster());
        try (var locked = LockedCluster.open(surroundings, workspace, options.hosts(), "reset")) {
            return new Resetting(workspace, chosen, locked).run(tolerated).number();
        }
    }

    private List<Host> chosen(Cluster cluster) {
        var known = cluster.hosts().stream().map(Host::name).toList();
        if (all == !names.isEmpty()) {
            throw refused(
                    all ? "both --all and names are given" : "neither names nor --all are given",
                    known);
        }
        var named = HostNames.in(cluster, names);
        return cluster.hosts().stream().filter(host -> all || named.contains(host)).toList();
    }

    private static KprovException refused(String why, List<String> known) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "it is not clear which hosts to reset",
                        why,
                        "nothing was changed",
                        "one or more of: " + String.join(" ", known) + "; or --all"));
    }

    /** One run of it. */
    private final class Resetting {
        private final Workspace workspace;
        private final Cluster cluster;
        private final List<Host> chosen;
        private final LockedCluster locked;
        private final End end;

        Resetting(Workspace workspace, List<Host> chosen, LockedCluster locked) {
            this.workspace = workspace;
            this.cluster = workspace.cluster();
            this.chosen = chosen;
            this.locked = locked;
            this.end =
                    chosen.size() == cluster.hosts().size() ? End.CLUSTER_ENDS : End.CLUSTER_LIVES;
        }

        ExitCode run(LeftOut tolerated) {
            var planning = plan(deleteData ? Data.REMOVE : Data.KEEP, tolerated);
            var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
            var plan = run.show(planning);
            if (plan.isEmpty()) {
                return nothing(run, plan, planning.seen());
            }
            tellData(planning.seen());
            if (options.dryRun()) {
                return ExitCode.DONE;
            }
            if (!options.yes()) {
                if (!confirmed()) {
                    return ExitCode.FAILED;
                }
                if (!deleteData && hasData(planning.seen()) && dataToo()) {
                    planning = planning.with(surroundings, procedure(Data.REMOVE));
                }
            }
            var ended = run.carryOut(planning);
            tellWhatIsLeft(ended);
            return ended;
        }

        private Procedure procedure(Data data) {
            return Reset.procedure(cluster, chosen, new ResetHost(data, end));
        }

        private Planning plan(Data data, LeftOut tolerated) {
            // Those that may still count on a host are asked, too.
            var concerned =
                    end == End.CLUSTER_ENDS
                            ? chosen
                            : List.copyOf(
                                    new LinkedHashSet<>(
                                            Stream.of(
                                                            chosen,
                                                            cluster.controlPlanes(),
                                                            cluster.etcdMembers())
                                                    .flatMap(List::stream)
                                                    .toList()));
            return locked.plan(procedure(data), concerned, tolerated);
        }

        private ExitCode nothing(PlannedRun run, Plan plan, ClusterView seen) {
            if (options.json()) {
                return run.nothing(plan);
            }
            surroundings
                    .console()
                    .result("nothing of kprov is on " + named() + "; nothing was changed");
            tellKept(seen);
            return ExitCode.DONE;
        }

        private String named() {
            return chosen.stream().map(Host::name).collect(Collectors.joining(", "));
        }

        private Traces traces(ClusterView seen, Host host) {
            var question = ResetHost.traces(cluster);
            return seen.facts(host)
                    .filter(facts -> facts.knows(question))
                    .map(facts -> facts.get(question))
                    .orElse(Traces.NONE);
        }

        private List<Host> withData(ClusterView seen) {
            return chosen.stream().filter(host -> traces(seen, host).hasData()).toList();
        }

        private boolean hasData(ClusterView seen) {
            return !withData(seen).isEmpty();
        }

        private void tellData(ClusterView seen) {
            if (!options.json() && hasData(seen)) {
                surroundings
                        .console()
                        .result(
                                List.of(
                                        "",
                                        "data: %s %s"
                                                .formatted(
                                                        withData(seen).stream()
                                                                .map(Host::name)
                                                                .collect(Collectors.joining(", ")),
                                                        deleteData
                                                                ? "LOSE etcd's data and audit logs for good"
                                                                : "keep etcd's data beside its place, and audit logs")));
            }
        }

        private boolean confirmed() {
            var console = surroundings.console();
            String word = all ? cluster.name() : String.join(" ", names);
            boolean wanted =
                    console.confirms(
                            end == End.CLUSTER_ENDS
                                    ? "The cluster ends, with all that runs in it. Type %s to do this: "
                                            .formatted(word)
                                    : "Type %s to reset: ".formatted(word),
                            word);
            if (!wanted) {
                console.progress("nothing was changed");
            }
            return wanted;
        }

        private boolean dataToo() {
            return surroundings
                    .console()
                    .confirms(
                            "Type %s to remove etcd's data and audit logs for good; anything else keeps them: "
                                    .formatted(DELETE_DATA),
                            DELETE_DATA);
        }

        private void tellWhatIsLeft(ExitCode ended) {
            if (options.progress().json()) {
                return;
            }
            Set<Fact<?>> question = Set.of(ResetHost.traces(cluster));
            Map<Host, Set<Fact<?>>> questions = new LinkedHashMap<>();
            chosen.forEach(host -> questions.put(host, question));
            tellKept(new Gatherer(locked.fleet(), surroundings.clock()).look(cluster, questions));
            if (ended == ExitCode.DONE && end == End.CLUSTER_ENDS) {
                surroundings
                        .console()
                        .progress(
                                "on this machine %s stays (keys, journal): kprov apply makes a cluster with the same keys; to forget the cluster for good, remove that folder"
                                        .formatted(workspace.state().folder()));
            }
        }

        /** What is on the hosts all the same. */
        private void tellKept(ClusterView seen) {
            for (Host host : chosen) {
                var traces = traces(seen, host);
                KEPT.forEach((kind, sentence) -> {
                    if (!traces.of(kind).isEmpty()) {
                        String paths = String.join(" ", traces.of(kind));
                        surroundings
                                .console()
                                .progress(VisibleText.of(host + ": " + sentence + ": " + paths));
                    }
                });
            }
        }
    }
}
