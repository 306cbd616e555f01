package io.kprov.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about certificates. */
@Command(
        name = "certs",
        description = "List, renew and replace the cluster's certificates.",
        subcommands = {CertsRenewCommand.class, CertsCsrCommand.class, CertsImportCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: kprov certs renew --within 60d"})
final class CertsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
