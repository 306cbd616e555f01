package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.CaSource;
import io.kprov.pki.Renewal;
import io.kprov.procedure.RenewCertificates;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes certificates anew and brings them into force, one control plane at a time. */
@Command(
        name = "renew",
        description =
                "Make certificates anew, place them, and let one control plane after the other take them up. Shows the plan and asks first.",
        footer = {
            "",
            "Example: kprov certs renew --within 60d -i inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class CertsRenewCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private CertificateChoice choice = new CertificateChoice();

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Option(names = "--new-keys", description = "With new private keys; without it they stay.")
    private boolean newKeys;

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    CertsRenewCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        choice.require();
        options.requireAnswer(surroundings, "certs renew");
        var workspace = inventory.read(surroundings);
        if (workspace.cluster().pki().ca() instanceof CaSource.External) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "these certificates cannot be renewed here",
                            "the CA's key is elsewhere (pki.ca: external)",
                            "nothing was changed",
                            "have them signed anew: kprov certs csr, then kprov certs import and kprov apply"));
        }
        if (!options.progress().json()) {
            CaKeysAtRest.warn(surroundings.console(), workspace);
        }
        try (var locked =
                LockedCluster.open(surroundings, workspace, options.hosts(), "certs renew")) {
            return renew(workspace, locked).number();
        }
    }

    private ExitCode renew(Workspace workspace, LockedCluster locked) {
        var order = workspace.renewalOrder();
        var begun = order.find();
        if (begun.isPresent()) {
            var planning = plan(workspace, locked, begun.get());
            if (!planning.plan().isEmpty()) {
                surroundings
                        .console()
                        .progress(
                                "going on with the renewal that was begun at "
                                        + begun.get().since());
                return carryOut(workspace, locked, planning, begun.get());
            }
            // It came to its end by way of apply.
            order.end();
        }
        var wanted = wanted(workspace);
        if (wanted.isEmpty()) {
            surroundings.console().result("no certificate ends within that time");
            return ExitCode.DONE;
        }
        return carryOut(workspace, locked, plan(workspace, locked, wanted.get()), wanted.get());
    }

    private Optional<Renewal> wanted(Workspace workspace) {
        var now = surroundings.clock().instant();
        var certificates = workspace.leaves();
        if (certificates.isEmpty()) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "there is no certificate to renew",
                            "none is in " + workspace.state().pki(),
                            "nothing was changed",
                            "kprov apply makes them for a new cluster; of one that runs, kprov certs recover fetches them back"));
        }
        var items = choice.of(certificates, now);
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(new Renewal(now.truncatedTo(ChronoUnit.SECONDS), items, newKeys));
    }

    private static Planning plan(Workspace workspace, LockedCluster locked, Renewal renewal) {
        return locked.plan(
                RenewCertificates.procedure(),
                workspace.renewing(renewal).blueprint(),
                LeftOut.NOBODY);
    }

    private ExitCode carryOut(
            Workspace workspace, LockedCluster locked, Planning planning, Renewal renewal) {
        var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
        var plan = run.show(planning);
        if (plan.isEmpty()) {
            return run.nothing(plan);
        }
        if (options.dryRun()) {
            return ExitCode.DONE;
        }
        if (!options.yes() && !run.confirmed(plan)) {
            return ExitCode.FAILED;
        }
        workspace.renewalOrder().begin(renewal);
        var code = run.carryOut(planning);
        if (code == ExitCode.DONE) {
            workspace.renewalOrder().end();
        }
        return code;
    }
}
