package io.kprov.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command, with what holds for all. */
@Command(
        name = "kprov",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        description =
                "Turns bare machines into a production-grade Kubernetes cluster over SSH, and keeps it one.",
        footer = {"", "Example: kprov plan inventory.yaml", "Exit codes: docs/exit-codes.md"},
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            LockCommand.class,
            RenderCommand.class,
            HostKeysCommand.class,
            PreflightCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            DriftCommand.class,
            StatusCommand.class,
            RunsCommand.class,
            KubeconfigCommand.class,
            DemoCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
final class Kprov implements Runnable {
    private final Console console;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colour; NO_COLOR in the environment does the same.")
    private boolean noColor;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Say more on stderr, with stack traces.")
    private boolean debug;

    Kprov(Console console) {
        this.console = console;
    }

    boolean debug() {
        return debug;
    }

    /** Takes up the options that hold for every command. */
    void apply() {
        if (noColor) {
            console.withoutColour();
        }
        Logging.configure(debug);
    }

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                new picocli.CommandLine(this), "a command is missing");
    }
}
