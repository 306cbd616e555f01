package io.kprov.cli;

import io.kprov.engine.ClusterLock;
import io.kprov.engine.LockAnswer;
import io.kprov.engine.LockAnswer.Dropped;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.engine.LockAnswer.Unknown;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.state.Claim;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows who works on a cluster, and breaks the lock of a run that is dead. */
@Command(
        name = "unlock",
        description =
                "Show who holds the lock of the cluster; with an ID, break that lock: of a run that is dead for certain.",
        footer = {"", "Example: kprov unlock 3f9a1c2e -i inventory.yaml"})
final class UnlockCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            description = "The lock to break; without it the holders are shown.")
    private @Nullable String id;

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    UnlockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var wanted = id;
        if (wanted != null && !Claim.isId(wanted)) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "\"" + wanted + "\" is no id of a lock",
                            "an id has eight hexadecimal digits",
                            "nothing was changed",
                            "take it from the message about the lock, or from: kprov unlock"));
        }
        var workspace = inventory.read(surroundings);
        try (var fleet =
                hosts.fleet(surroundings, workspace, workspace.cluster().controlPlanes())) {
            var lock = new ClusterLock(workspace.cluster(), fleet);
            var answers = lock.look();
            requireAnswers(answers);
            var holders = LockHolder.of(answers);
            return (wanted == null
                            ? show(workspace, holders, answers)
                            : breakLock(lock, wanted, holders))
                    .number();
        }
    }

    /** Where no control plane answers there is nothing to tell. */
    private static void requireAnswers(Map<Host, LockAnswer> answers) {
        if (answers.values().stream().allMatch(Unknown.class::isInstance)) {
            throw new KprovException(
                    ExitCode.SSH,
                    answers.values().stream().map(each -> ((Unknown) each).problem()).toList());
        }
    }

    private ExitCode show(
            Workspace workspace, List<LockHolder> holders, Map<Host, LockAnswer> answers) {
        var console = surroundings.console();
        if (output.json()) {
            console.result(OutputOption.text(holders));
        } else if (holders.isEmpty()) {
            console.result("nobody holds the lock of cluster " + workspace.cluster().name());
        } else {
            for (LockHolder holder : holders) {
                console.result(holder.sentence());
                console.result(
                        "  when it is dead for certain: "
                                + LockedCluster.unlock(holder.id(), workspace));
            }
        }
        tellOfTheSilent(answers, "");
        return ExitCode.DONE;
    }

    private ExitCode breakLock(ClusterLock lock, String wanted, List<LockHolder> holders) {
        var holder =
                holders.stream()
                        .filter(each -> each.id().equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> noSuchLock(wanted, holders));
        var console = surroundings.console();
        console.progress(holder.sentence());
        if (!confirmed()) {
            console.progress("nothing was changed");
            return ExitCode.FAILED;
        }
        var answers = lock.drop(wanted);
        var broken = hosts(answers, Dropped.class::isInstance);
        console.result(
                output.json()
                        ? OutputOption.text(holder.on(broken))
                        : "the lock " + wanted + " is broken on " + String.join(", ", broken));
        tellOfTheSilent(answers, ", and may still have it");
        return answers.values().stream().anyMatch(answer -> mayBeLeft(answer, wanted))
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    private static boolean mayBeLeft(LockAnswer answer, String wanted) {
        return switch (answer) {
            case Held by -> by.id().equals(wanted);
            case Unknown unknown -> unknown.reached();
            case LockAnswer.Free _, LockAnswer.Taken _, Dropped _ -> false;
        };
    }

    private KprovException noSuchLock(String wanted, List<LockHolder> holders) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "there is no lock " + wanted,
                        holders.isEmpty()
                                ? "nobody holds the lock of this cluster"
                                : String.join(
                                        "\n", holders.stream().map(LockHolder::sentence).toList()),
                        "nothing was changed",
                        holders.isEmpty()
                                ? "repeat the command that was refused"
                                : "see who holds it: kprov unlock"));
    }

    private boolean confirmed() {
        if (yes) {
            return true;
        }
        var console = surroundings.console();
        console.requireTerminal(
                "unlock asks before it breaks a lock",
                "nothing was changed",
                "give --yes when that run is dead for certain");
        return console.confirms(
                "A run that is alive would go on until its next stage. Type yes to break its lock: ",
                "yes");
    }

    private void tellOfTheSilent(Map<Host, LockAnswer> answers, String further) {
        answers.forEach((host, answer) -> {
            if (answer instanceof Unknown(var problem, _)) {
                surroundings
                        .console()
                        .progress(
                                host
                                        + " could not be asked"
                                        + further
                                        + ": "
                                        + problem.what()
                                        + ", "
                                        + problem.why());
            }
        });
    }

    private static List<String> hosts(Map<Host, LockAnswer> answers, Predicate<LockAnswer> which) {
        return answers.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(entry -> entry.getKey().name())
                .toList();
    }
}
