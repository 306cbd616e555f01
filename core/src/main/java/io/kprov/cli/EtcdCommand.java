package io.kprov.cli;

import picocli.CommandLine.Command;

/** The commands about etcd; does nothing by itself. */
@Command(
        name = "etcd",
        description = "Look after the cluster's etcd.",
        subcommands = {
            EtcdMembersCommand.class,
            EtcdBackupCommand.class,
            EtcdVerifyCommand.class,
            EtcdRestoreCommand.class,
            EtcdRecoverCommand.class,
            EtcdDefragCommand.class,
            EtcdAlarmsCommand.class,
            EtcdReplaceCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: kprov etcd members inventory.yaml"})
final class EtcdCommand {}
