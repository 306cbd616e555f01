package io.kprov.cli;

import picocli.CommandLine.Command;

/** The commands about backups of etcd; does nothing by itself. */
@Command(
        name = "backup",
        description = "Make a backup of etcd now, or fetch the newest one.",
        subcommands = {EtcdBackupNowCommand.class, EtcdBackupPullCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: kprov etcd backup now inventory.yaml"})
final class EtcdBackupCommand {}
