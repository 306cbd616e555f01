package io.kprov.cli;

import io.kprov.cli.live.Tty;
import io.kprov.inventory.Environment;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Starts kprov: wires the surroundings to the commands and makes an exit code of how they end. */
public final class Main {
    /** Commands that speak of all commands. */
    private static final Set<String> NEED_ALL = Set.of("completion", "help");

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            // Scripts ask this often; it needs nothing of what the rest of the tool loads.
            System.out.println(Version.line());
            return;
        }
        System.exit(run(new Console(System.out, System.err, Tty.ofProcess()), arguments));
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
        return commandLine(surroundings, arguments).execute(arguments);
    }

    /**
     * The command tree, as far as these arguments need it: picocli reads a command's annotations
     * when it is added, and to read those of all commands takes longer than most of them run.
     */
    static CommandLine commandLine(Surroundings surroundings, String... arguments) {
        var root = new Kprov(surroundings.console());
        var factory = new CommandFactory(surroundings);
        var commandLine = new CommandLine(root, factory);
        commandsFor(arguments)
                .forEach(command ->
                        commandLine.addSubcommand(
                                command.getKey(), new CommandLine(command.getValue(), factory)));
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

    /** The command that is named, when it can do without the others; else all of them. */
    private static List<Map.Entry<String, Class<?>>> commandsFor(String... arguments) {
        var named =
                Stream.of(arguments)
                        .filter(argument -> !argument.startsWith("-"))
                        .findFirst()
                        .filter(name -> !NEED_ALL.contains(name));
        var only =
                Kprov.COMMANDS.stream()
                        .filter(command -> named.filter(command.getKey()::equals).isPresent())
                        .toList();
        return only.isEmpty() ? Kprov.COMMANDS : only;
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
