package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.cli.live.Tty;
import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.inventory.InventoryTemplate;
import io.kprov.inventory.InventoryTemplate.Answers;
import io.kprov.lockfile.LockFile;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedReleases;
import io.kprov.simulator.SimulatedSite;
import io.kprov.state.ClusterState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An operator's folder with an inventory of three control planes and two workers, and simulated
 * hosts that kprov's commands reach from there.
 */
final class Desk {
    private final Path folder;
    private final SimulatedSite site;

    Desk(Path folder) {
        this(folder, Mishap.Source.none());
    }

    Desk(Path folder, Mishap.Source mishaps) {
        this(folder, mishaps, UnaryOperator.identity());
    }

    /** With something else in the inventory. */
    Desk(Path folder, Mishap.Source mishaps, UnaryOperator<String> edit) {
        this.folder = folder;
        try {
            Path inventory = folder.resolve("inventory.yaml");
            Files.writeString(
                    inventory,
                    edit.apply(
                            InventoryTemplate.text(Answers.example())
                                    .replaceFirst("(?m)^ssh: .*$", "ssh: {user: root}")));
            var cluster = new InventoryReader(environment()).read(inventory).cluster();
            SimulatedReleases.lock(cluster).write(folder.resolve(LockFile.NAME));
            site = new SimulatedSite(cluster, InstantSource.system(), mishaps);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Desk(Path folder, SimulatedSite site) {
        this.folder = folder;
        this.site = site;
    }

    /** A colleague's folder, for the same hosts: all that is there by now. */
    Desk copy(Path to) {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Path copy = to.resolve(folder.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            return new Desk(to, site);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Environment environment() {
        return new Environment(name -> Optional.empty(), folder, folder);
    }

    SimulatedSite site() {
        return site;
    }

    ClusterState state() {
        return ClusterState.beside(folder.resolve("inventory.yaml"), "prod");
    }

    /** How a command ended and what it printed. */
    record Ran(int exit, String out, String err) {
        Ran expect(int code) {
            assertThat(exit).as(out + err).isEqualTo(code);
            return this;
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        List<JsonNode> jsonOfErr() {
            return err.lines().map(JsonMapper.shared()::readTree).toList();
        }
    }

    /** Runs {@code kprov} with these words in the folder, as a new process would. */
    Ran kprov(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit =
                kprov(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), words);
        return new Ran(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** The same, with what it prints where one can watch it. */
    int kprov(PrintStream out, PrintStream err, String... words) {
        return Main.commandLine(
                        new Surroundings(
                                new Console(out, err, Tty.NONE),
                                environment(),
                                new SecureRandom(),
                                InstantSource.system(),
                                "ann",
                                (surroundings, workspace) -> site.connector()),
                        words)
                .execute(words);
    }

    /** Certificates are of a second: what is made in this one is not older than it. */
    static void awaitNextSecond() {
        var made = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        while (Instant.now().truncatedTo(ChronoUnit.SECONDS).equals(made)) {
            Thread.onSpinWait();
        }
    }
}
