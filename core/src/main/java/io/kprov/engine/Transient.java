package io.kprov.engine;

import io.kprov.remote.RemoteException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The failures that pass by themselves: what they look like, and how long to be patient. Everything
 * else is told at once.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of is
enum Transient {
    CONNECTION("the connection was lost", Duration.ofMinutes(3), List.of()),
    CUT_OFF("the command was cut off", Duration.ofMinutes(3), List.of()),
    EARLIER_RUN("an earlier run was at it", Duration.ofMinutes(3), List.of()),
    PACKAGE_LOCK(
            "another program holds the package manager's lock",
            Duration.ofMinutes(5),
            List.of(
                    "could not get lock",
                    "unable to acquire the dpkg frontend lock",
                    "is another process using it",
                    "waiting for process with pid",
                    "system management is locked")),
    SITE(
            "the site does not answer properly",
            Duration.ofMinutes(2),
            List.of(
                    "returned error: 429",
                    "returned error: 5",
                    "429 too many requests",
                    "500 internal server error",
                    "502 bad gateway",
                    "503 service unavailable",
                    "504 gateway time",
                    "tls handshake timeout",
                    "connection reset by peer",
                    "unexpected eof",
                    "temporary failure resolving",
                    "temporary failure in name resolution",
                    "failed to fetch")),
    LEARNER(
            "etcd takes one learner at a time",
            Duration.ofMinutes(3),
            List.of("too many learner members", "learner which is in sync with leader")),
    MEMBERS(
            "etcd's members have yet to find each other",
            Duration.ofMinutes(2),
            List.of("etcdserver: unhealthy cluster")),
    API(
            "the API server does not answer for a moment",
            Duration.ofMinutes(2),
            List.of(
                    "no control plane's api server answers",
                    "the connection to the server",
                    "the server is currently unable to handle the request",
                    "etcdserver: leader changed",
                    "etcdserver: request timed out",
                    "etcdserver: too many requests",
                    "apiserver not ready",
                    "unable to connect to the server"));

    private final String mark;
    private final Duration patience;
    private final List<String> signs;

    Transient(String mark, Duration patience, List<String> signs) {
        this.mark = mark;
        this.patience = patience;
        this.signs = signs;
    }

    /** In words, for the operator. */
    String mark() {
        return mark;
    }

    /** How long after the first failure a further try is made. */
    Duration patience() {
        return patience;
    }

    /** By the last lines of a command that failed. */
    static Optional<Transient> of(ActionFailedException failure) {
        String said = failure.why().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each ->
                        said.startsWith(each.mark) || each.signs.stream().anyMatch(said::contains))
                .findFirst();
    }

    /** A host that was there a moment ago may come back; a wrong key or password does not. */
    static Optional<Transient> of(RemoteException failure) {
        return switch (failure.kind()) {
            case CONNECTION_LOST, UNREACHABLE, TURNED_AWAY -> Optional.of(CONNECTION);
            case HOST_KEY, AUTHENTICATION, SUDO, TIMED_OUT -> Optional.empty();
        };
    }
}
