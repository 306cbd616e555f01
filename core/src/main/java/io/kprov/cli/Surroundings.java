package io.kprov.cli;

import io.kprov.inventory.Environment;
import io.kprov.remote.Connector;
import io.kprov.snapshot.LocalEtcd;
import io.kprov.state.Holder;
import io.kprov.workspace.PassphraseWays;
import io.kprov.workspace.Workspace;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * What a command takes from the world: terminal, environment, chance, time, who runs it, and the
 * way to the hosts.
 */
record Surroundings(
        Console console,
        Environment environment,
        SecureRandom random,
        InstantSource clock,
        String userName,
        Ways ways) {

    /** A password manager may want a finger or a word first. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The way to a cluster's hosts: SSH, but for tests. */
    @FunctionalInterface
    interface Ways {
        Connector connector(Surroundings surroundings, Workspace workspace);
    }

    /** The way to this cluster's hosts. */
    Connector connector(Workspace workspace) {
        return ways.connector(this, workspace);
    }

    /** The ways to a passphrase: whoever sits here, and their password manager. */
    PassphraseWays passphrases() {
        return new PassphraseAsked(console::askHidden, new LocalProgram(PATIENCE));
    }

    /** A file that the command line names. */
    Path here(Path file) {
        return environment.workingDirectory().resolve(file).toAbsolutePath().normalize();
    }

    /** etcd's programs on this machine, of the version that the cluster's hosts have. */
    LocalEtcd localEtcd(Workspace workspace) {
        return workspace.localEtcd(
                new LocalEtcd.Machine(
                        System.getProperty("os.name").equals("Linux")
                                && System.getProperty("os.arch").equals("amd64"),
                        environment.variable().apply("PATH").orElse("/usr/bin:/bin")));
    }

    /** Who is at work here, on what. */
    Holder holder(String operation) {
        return new Holder(
                ProcessHandle.current().pid(),
                userName,
                machine(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                operation);
    }

    /** This machine's name. */
    static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
