package io.kprov.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to do about certificates and keys. */
@Command(
        name = "certs",
        description = "Certificates and keys of a cluster.",
        subcommands = CertsRecoverCommand.class,
        footer = {"", "Example: kprov certs recover inventory.yaml"})
final class CertsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
