package io.kprov.cli;

import io.kprov.certs.CertificateInventory;
import io.kprov.certs.CertificateListJson;
import io.kprov.certs.CertificateTable;
import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists every certificate on every host. */
@Command(
        name = "list",
        description =
                "List every certificate and kubeconfig on every host, the nearest to its end first, and name what does not belong; changes nothing.",
        footer = {"", "Example: kprov certs list inventory.yaml --within 30d"})
final class CertsListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Option(
            names = "--within",
            paramLabel = "TIME",
            converter = LifetimeOption.class,
            description =
                    "Only those that end within this time (e.g. 30d, 12h), or have ended; exit 2 when there is one.")
    private @Nullable Duration within;

    CertsListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        var operator = workspace.operatorPki();
        Optional<Duration> time = Optional.ofNullable(within);
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, CertificateInventory.questions(cluster));
            var found =
                    CertificateInventory.of(
                            cluster,
                            workspace.pkiRequest(),
                            operator,
                            seen,
                            surroundings.clock().instant(),
                            inventory.file().toString());
            surroundings
                    .console()
                    .result(
                            output.json()
                                    ? List.of(
                                            OutputOption.text(CertificateListJson.of(found, time)))
                                    : CertificateTable.lines(found, time));
            ErrorPrinter.print(List.copyOf(found.unseen().values()), surroundings.console());
            return exitCode(found, time).number();
        }
    }

    /** What cannot be known comes first, then what was asked for, then what was not. */
    private static ExitCode exitCode(CertificateInventory found, Optional<Duration> time) {
        if (!found.unseen().isEmpty()) {
            return ExitCode.SSH;
        }
        if (time.filter(limit -> !found.within(limit).isEmpty()).isPresent()) {
            return ExitCode.CHANGES;
        }
        return found.findings().isEmpty() ? ExitCode.DONE : ExitCode.UNHEALTHY;
    }
}
