package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.Rotation;
import io.kprov.pki.Rotation.Phase;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanFile;
import io.kprov.procedure.RotateCa;
import io.kprov.step.LeftOut;
import io.kprov.step.controlplane.Workloads;
import io.kprov.workspace.Workspace;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a CA, or the service account keys, a successor while the cluster works on. */
@Command(
        name = "rotate-ca",
        description =
                "Replace a CA, or the keys of service account tokens, in three stages: everybody trusts the old and the new one, the new one signs, the old one goes. Shows the plan of the next stage; --run carries all of them out.",
        footer = {
            "",
            "Example: kprov certs rotate-ca cluster --run --workloads restart",
            "After a failure the same command goes on where it stopped. Before each stage every host is looked at again: while anybody is not ready for it, it does not begin."
        })
final class CertsRotateCaCommand implements Callable<Integer> {
    /** A stage that has still something to do after so many runs needs a human. */
    private static final int MOST_RUNS = 3;

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "CA",
            completionCandidates = Names.class,
            description =
                    "One of: cluster, etcd, front-proxy, sa (keys of service account tokens).")
    private String name = "";

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Option(names = "--run", description = "Carry it out, after the name was typed once more.")
    private boolean run;

    @Option(names = "--yes", description = "With --run: do not ask.")
    private boolean yes;

    @Option(
            names = "--workloads",
            paramLabel = "WAY",
            defaultValue = "wait",
            description =
                    "Pods that trust only the old CA of the cluster: wait until you have restarted them (default), restart them, or leave them as they are.")
    private Workloads workloads = Workloads.WAIT;

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Mixin private Hosts hosts = new Hosts();

    @Spec private CommandSpec spec = CommandSpec.create();

    /** For completion scripts. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return RotationStages.names().iterator();
        }
    }

    CertsRotateCaCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!RotationStages.names().contains(name)) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "it is not clear what to rotate",
                            "no CA is called " + name,
                            "nothing was changed",
                            "one of: " + String.join(", ", RotationStages.names())));
        }
        if (run && !yes) {
            surroundings
                    .console()
                    .requireTerminal(
                            "certs rotate-ca --run asks before it changes hosts",
                            "nothing was changed",
                            "give --yes too, or leave --run out: then the plan is shown");
        }
        var stages = RotationStages.of(name);
        var workspace = inventory.read(surroundings);
        if (!progress.json()) {
            CaKeysAtRest.warn(surroundings.console(), workspace);
        }
        try (var locked = LockedCluster.open(surroundings, workspace, hosts, "certs rotate-ca")) {
            return rotate(workspace.rotating(stages.id()), stages, locked).number();
        }
    }

    private ExitCode rotate(Workspace workspace, RotationStages stages, LockedCluster locked) {
        var order = Applying.Order.of(locked.holder(), spec, output.json(), progress);
        var planned = new PlannedRun(surroundings, workspace, locked, order);
        boolean confirmed = yes;
        int runs = 0;
        while (true) {
            var now = workspace.rotation().orElseGet(() -> new Rotation(stages.id(), Phase.TRUST));
            var planning =
                    locked.plan(
                            RotateCa.procedure(now, workloads),
                            workspace.blueprint(),
                            LeftOut.NOBODY);
            boolean ready = planning.plan().isEmpty();
            if (run && ready && confirmed) {
                // The look found nobody who is not ready for what comes next.
                tell("done, and every host was looked at again: " + stages.line(now.phase()));
                runs = 0;
                if (workspace.advanceRotation().isEmpty()) {
                    return ended(stages);
                }
                continue;
            }
            tell(stages.line(now.phase()));
            var plan = planned.show(planning);
            if (!run) {
                return onlyShown(stages, now, plan);
            }
            if (!confirmed && !confirmed(stages)) {
                return ExitCode.FAILED;
            }
            confirmed = true;
            if (!ready) {
                if (++runs > MOST_RUNS) {
                    throw neverReady(stages, now);
                }
                var code = planned.carryOut(planning);
                if (code != ExitCode.DONE) {
                    return code;
                }
            }
        }
    }

    private void tell(String line) {
        if (!output.json()) {
            surroundings.console().result(line);
        }
    }

    private ExitCode onlyShown(RotationStages stages, Rotation now, Plan plan) {
        if (output.json()) {
            surroundings.console().result(PlanFile.toJson(plan).strip());
        } else {
            stages.after(now.phase()).forEach(line -> tell("then " + line));
            surroundings.console().progress("nothing was changed; to do it: --run");
        }
        return ExitCode.DONE;
    }

    private boolean confirmed(RotationStages stages) {
        boolean wanted =
                surroundings
                        .console()
                        .confirms(
                                "Type %s to rotate %s, in all stages: "
                                        .formatted(stages.name(), stages.what()),
                                stages.name());
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }

    private ExitCode ended(RotationStages stages) {
        tell("%s is rotated; what is left of the old one is refused".formatted(stages.what()));
        if (stages.name().equals("cluster")) {
            surroundings
                    .console()
                    .progress(
                            "kubeconfigs of before are refused, too; make new ones: kprov kubeconfig");
        }
        return ExitCode.DONE;
    }

    private static KprovException neverReady(RotationStages stages, Rotation now) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "the next stage cannot begin",
                        "after %d runs there is still something to do in %s"
                                .formatted(MOST_RUNS, stages.line(now.phase())),
                        "the cluster works; this stage may last as long as it takes",
                        "see what changes it: kprov certs rotate-ca %s without --run shows it"
                                .formatted(stages.name())));
    }
}
