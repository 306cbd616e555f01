package io.kprov.cli;

import picocli.CommandLine.Command;

/** The commands about certificates; does nothing by itself. */
@Command(
        name = "certs",
        description =
                "List, renew, rotate, request, take in and fetch back the cluster's certificates.",
        subcommands = {
            CertsListCommand.class,
            CertsRenewCommand.class,
            CertsRotateCaCommand.class,
            CertsCsrCommand.class,
            CertsImportCommand.class,
            CertsRecoverCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: kprov certs list inventory.yaml"})
final class CertsCommand {}
