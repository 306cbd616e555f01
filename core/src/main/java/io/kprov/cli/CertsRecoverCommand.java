package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.recovery.HostSecrets;
import io.kprov.state.OperatorLock;
import io.kprov.state.VrrpPassword;
import io.kprov.workspace.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches a lost PKI back from the hosts, as far as they hold it. */
@Command(
        name = "recover",
        description =
                "Fetch keys and certificates that .kprov/ has lost back from the hosts, and say what is gone for good; changes no host.",
        footer = {
            "",
            "Example: kprov certs recover inventory.yaml",
            "Where the host keys are lost as well: kprov hostkeys inventory.yaml comes first."
        })
final class CertsRecoverCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    CertsRecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!yes) {
            surroundings
                    .console()
                    .requireTerminal(
                            "certs recover asks before it writes keys to this machine",
                            "nothing was written",
                            "give --yes");
        }
        var workspace = inventory.open(surroundings);
        CaKeysAtRest.warn(surroundings.console(), workspace);
        try (var _ = OperatorLock.acquire(workspace.state(), surroundings.holder("certs recover"));
                var fleet = hosts.fleet(surroundings, workspace)) {
            return recover(workspace, HostSecrets.read(workspace.cluster(), fleet)).number();
        }
    }

    private ExitCode recover(Workspace workspace, HostSecrets held) {
        var console = surroundings.console();
        var recovery = workspace.recovery(held.pki());
        var password =
                held.vrrpPassword()
                        .filter(found ->
                                !VrrpPassword.find(workspace.state())
                                        .filter(found::equals)
                                        .isPresent());
        var report = RecoveryReport.of(recovery, password.isPresent(), held.silent());
        if (!output.json()) {
            console.result(report.lines(workspace.state().pki()));
        }
        if (report.isEmpty()) {
            tell(report);
            return ExitCode.DONE;
        }
        if (!yes && !console.confirms("Type yes to write this: ", "yes")) {
            console.progress("nothing was written");
            return ExitCode.FAILED;
        }
        workspace.restore(recovery);
        password.ifPresent(found -> VrrpPassword.keep(workspace.state(), found));
        tell(report);
        console.progress(
                "written to "
                        + workspace.state().pki()
                        + ": back it up; next: kprov plan "
                        + inventory.file());
        return ExitCode.DONE;
    }

    private void tell(RecoveryReport report) {
        if (output.json()) {
            surroundings.console().result(OutputOption.text(report));
        }
    }
}
