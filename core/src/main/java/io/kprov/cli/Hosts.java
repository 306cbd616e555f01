package io.kprov.cli;

import io.kprov.engine.Fleet;
import io.kprov.engine.Knocking;
import io.kprov.engine.Waiter;
import io.kprov.model.Host;
import io.kprov.model.Secret;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshEnvironment;
import io.kprov.remote.ssh.SshTimings;
import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The way to the hosts, and how many of them at once. */
final class Hosts {
    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "50",
            description = "Hosts worked on at once (default: 50).")
    private int parallel = 50;

    /** How many hosts may be worked on at once. */
    int atOnce() {
        return Math.max(1, parallel);
    }

    /** Connections to the cluster's hosts, which are being made when this returns. */
    Fleet fleet(Surroundings surroundings, Workspace workspace) {
        return fleet(surroundings, workspace, workspace.cluster().hosts());
    }

    /** The same, for a command that needs only some of them. */
    Fleet fleet(Surroundings surroundings, Workspace workspace, List<Host> needed) {
        var fleet =
                new Fleet(
                        knocking(surroundings).through(surroundings.connector(workspace)),
                        atOnce());
        fleet.connectAhead(needed);
        return fleet;
    }

    static Knocking knocking(Surroundings surroundings) {
        return new Knocking(new Waiter(surroundings.clock()));
    }

    static SshConnector connector(Surroundings surroundings, Workspace workspace) {
        var environment = surroundings.environment();
        var ssh =
                new SshEnvironment(
                        environment.home(),
                        surroundings.userName(),
                        environment
                                .variable()
                                .apply("SSH_AUTH_SOCK")
                                .filter(text -> !text.isEmpty())
                                .map(Path::of),
                        (file, attempt) -> ask(surroundings.console(), file, attempt),
                        workspace.state().knownHosts(),
                        List.of());
        var settings = workspace.cluster().ssh();
        return new SshConnector(settings, ssh, SshTimings.of(settings));
    }

    private static Optional<Secret> ask(Console console, Path file, int attempt) {
        return console.askHidden(
                        (attempt == 1 ? "" : "that was not it; ") + "passphrase of " + file + ": ")
                .map(Secret::new);
    }
}
