package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.cli.live.Tty;
import io.kprov.inventory.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents name exists, and every command and option has its place in them. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path COMMANDS = ROOT.resolve("docs/commands.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern HEADING =
            Pattern.compile("^## `kprov (\\S+)`$", Pattern.MULTILINE);
    private static final Pattern OPTION = Pattern.compile("^\\| `(--[a-z-]+)", Pattern.MULTILINE);

    static List<Path> pages() throws IOException {
        var pages =
                new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_link_leads_to_a_file(Path page) throws IOException {
        var targets =
                LINK.matcher(Files.readString(page))
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !target.contains(":"))
                        .toList();

        assertThat(targets).allSatisfy(target -> assertThat(page.resolveSibling(target)).exists());
    }

    @Test
    void every_command_has_a_section_and_every_section_a_command(@TempDir Path folder)
            throws IOException {
        var sections = HEADING.matcher(commandsPage()).results().map(each -> each.group(1));

        assertThat(sections)
                .containsExactlyInAnyOrderElementsOf(tree(folder).getSubcommands().keySet());
    }

    @Test
    void a_section_lists_exactly_the_options_of_its_command(@TempDir Path folder)
            throws IOException {
        String page = commandsPage();
        var headings = HEADING.matcher(page).results().toList();
        for (int i = 0; i < headings.size(); i++) {
            MatchResult heading = headings.get(i);
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : page.length();
            var told = new TreeSet<String>();
            OPTION.matcher(page.substring(heading.end(), end))
                    .results()
                    .forEach(option -> told.add(option.group(1)));

            var command = tree(folder).getSubcommands().get(heading.group(1));
            assertThat(told)
                    .as(heading.group(1))
                    .isEqualTo(options(Objects.requireNonNull(command)));
        }
    }

    /** The page without what it holds back for commands that are not there yet. */
    private static String commandsPage() throws IOException {
        return Pattern.compile("<!--.*?-->", Pattern.DOTALL)
                .matcher(Files.readString(COMMANDS))
                .replaceAll("");
    }

    /** Those of the command itself and its subcommands; what the root command has holds for all. */
    private static Set<String> options(CommandLine command) {
        var names = new TreeSet<String>();
        command.getSubcommands().values().forEach(each -> names.addAll(options(each)));
        command.getCommandSpec().options().stream()
                .filter(option -> !option.inherited() && !option.hidden())
                .forEach(option -> names.add(option.longestName()));
        names.removeAll(List.of("--help", "--version"));
        return names;
    }

    static CommandLine tree(Path folder) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        return Main.commandLine(
                new Surroundings(
                        new Console(nowhere, nowhere, Tty.NONE),
                        new Environment(name -> Optional.empty(), folder, folder),
                        new SecureRandom(),
                        InstantSource.system(),
                        "ops",
                        Hosts::connector));
    }
}
