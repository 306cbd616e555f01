package io.kprov.cli;

import java.util.List;
import java.util.Map;
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
        footer = {"", "Example: kprov plan inventory.yaml", "Exit codes: docs/exit-codes.md"})
final class Kprov implements Runnable {
    /** Every command by its name, in the order of the help. */
    static final List<Map.Entry<String, Class<?>>> COMMANDS =
            List.of(
                    Map.entry("init", InitCommand.class),
                    Map.entry("validate", ValidateCommand.class),
                    Map.entry("size", SizeCommand.class),
                    Map.entry("lock", LockCommand.class),
                    Map.entry("render", RenderCommand.class),
                    Map.entry("hostkeys", HostKeysCommand.class),
                    Map.entry("preflight", PreflightCommand.class),
                    Map.entry("plan", PlanCommand.class),
                    Map.entry("apply", ApplyCommand.class),
                    Map.entry("reset", ResetCommand.class),
                    Map.entry("drift", DriftCommand.class),
                    Map.entry("add-node", AddNodeCommand.class),
                    Map.entry("remove-node", RemoveNodeCommand.class),
                    Map.entry("replace-node", ReplaceNodeCommand.class),
                    Map.entry("upgrade", UpgradeCommand.class),
                    Map.entry("status", StatusCommand.class),
                    Map.entry("certs", CertsCommand.class),
                    Map.entry("etcd", EtcdCommand.class),
                    Map.entry("runs", RunsCommand.class),
                    Map.entry("unlock", UnlockCommand.class),
                    Map.entry("kubeconfig", KubeconfigCommand.class),
                    Map.entry("demo", DemoCommand.class),
                    Map.entry("completion", CompletionCommand.class),
                    Map.entry("help", HelpCommand.class));

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
        if (debug) {
            Logging.toStderr();
            console.onlyLines();
        }
    }

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                new picocli.CommandLine(this), "a command is missing");
    }
}
