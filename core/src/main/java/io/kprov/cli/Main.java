package io.kprov.cli;

import io.kprov.inventory.Environment;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;

/** Starts kprov: wires the surroundings to the commands and makes an exit code of how they end. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(new Console(System.out, System.err, isTerminal()), arguments));
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway does not know yet that it never is
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** One run of the tool in this process. */
    static int run(Console console, String... arguments) {
        var environment = Environment.ofProcess();
        var surroundings =
                new Surroundings(
                        console,
                        environment,
                        new SecureRandom(),
                        InstantSource.system(),
                        System.getProperty("user.name", ""),
                        Hosts::connector);
        return commandLine(surroundings).execute(arguments);
    }

    /** The whole command tree. */
    static CommandLine commandLine(Surroundings surroundings) {
        var root = new Kprov(surroundings.console());
        var commandLine = new CommandLine(root, new CommandFactory(surroundings));
        var errors = new ErrorPrinter(surroundings.console(), root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(surroundings.console().outWriter());
        commandLine.setErr(surroundings.console().errWriter());
        commandLine.setColorScheme(
                CommandLine.Help.defaultColorScheme(surroundings.console().ansi()));
        commandLine.setParameterExceptionHandler(errors::usage);
        commandLine.setExecutionExceptionHandler((failure, _, _) -> errors.failure(failure));
        commandLine.setExecutionStrategy(parsed -> {
            root.apply();
            return new CommandLine.RunLast().execute(parsed);
        });
        return commandLine;
    }

    /** Makes commands: each takes its surroundings by the constructor. */
    private record CommandFactory(Surroundings surroundings) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings);
            } catch (NoSuchMethodException plain) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
