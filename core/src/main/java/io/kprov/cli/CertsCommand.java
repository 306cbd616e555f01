package io.kprov.cli;

import picocli.CommandLine.Command;

/** The commands about certificates; does nothing by itself. */
@Command(
        name = "certs",
        description = "Look after the cluster's certificates.",
        subcommands = CertsListCommand.class,
        footer = {"", "Example: kprov certs list inventory.yaml"})
final class CertsCommand {}
