package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What holds for every command. */
class CommandTreeTest {
    /**
     * They show something to people or shells, or only hold further commands, and answer nothing.
     */
    private static final Set<String> WITHOUT_RESULT = Set.of("certs", "demo", "completion", "help");

    @TempDir private Path folder;

    @Test
    void every_commands_help_has_an_example() {
        assertThat(commands())
                .filteredOn(command -> !command.name().equals("help"))
                .allSatisfy(command ->
                        assertThat(command.usageMessage().footer())
                                .anyMatch(line -> line.contains("kprov " + command.name())));
    }

    @Test
    void every_command_with_a_result_has_it_as_json() {
        Predicate<CommandSpec> json = command -> command.findOption("-o") != null;

        assertThat(commands())
                .filteredOn(json.negate())
                .extracting(CommandSpec::name)
                .containsExactlyInAnyOrderElementsOf(WITHOUT_RESULT);
    }

    private Stream<CommandSpec> commands() {
        return DocsTest.tree(folder).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec);
    }
}
