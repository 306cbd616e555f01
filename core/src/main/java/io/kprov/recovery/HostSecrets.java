package io.kprov.recovery;

import io.kprov.engine.Fleet;
import io.kprov.engine.Parallel;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Secret;
import io.kprov.pki.HeldPki;
import io.kprov.remote.RemoteException;
import io.kprov.render.KeepalivedFiles;
import io.kprov.state.VrrpPassword;
import io.kprov.workspace.PkiOnHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the hosts of a cluster hold of what kprov made for it, secrets included. Prints none.
 *
 * @param pki of each host that answered
 * @param vrrpPassword keepalived's, when all load balancers that answered have the same
 * @param silent hosts that could not be asked, and why
 */
public record HostSecrets(
        List<HeldPki> pki, Optional<Secret> vrrpPassword, Map<String, Problem> silent) {
    private static final Pattern PASSWORD = Pattern.compile("(?m)^\\s*auth_pass\\s+(\\S+)\\s*$");

    /** The answer of one host. */
    private sealed interface Answer {
        record Held(Host host, Map<String, String> texts) implements Answer {
            @Override
            public String toString() {
                return "Held[" + host + ", " + texts.keySet() + "]";
            }
        }

        record Silent(Host host, Problem problem) implements Answer {}
    }

    /**
     * Asks all hosts at once.
     *
     * @throws KprovException SSH when fewer than a majority of the control planes answer: one that
     *     is alone might be what is left of another cluster
     */
    public static HostSecrets read(Cluster cluster, Fleet fleet) {
        var answers = Parallel.map(cluster.hosts(), host -> ask(cluster, fleet, host));
        var silent = new LinkedHashMap<String, Problem>();
        var pki = new ArrayList<HeldPki>();
        var passwords = new ArrayList<String>();
        for (Answer answer : answers) {
            switch (answer) {
                case Answer.Held(var host, var texts) -> {
                    pki.add(new PkiOnHost(cluster, host).held(texts));
                    Optional.ofNullable(texts.get(KeepalivedFiles.AUTH_PATH))
                            .flatMap(HostSecrets::password)
                            .ifPresent(passwords::add);
                }
                case Answer.Silent(var host, var problem) -> silent.put(host.name(), problem);
            }
        }
        requireMajority(cluster, silent);
        return new HostSecrets(
                List.copyOf(pki),
                passwords.stream().distinct().count() == 1
                        ? Optional.of(new Secret(passwords.getFirst()))
                        : Optional.empty(),
                silent);
    }

    private static Answer ask(Cluster cluster, Fleet fleet, Host host) {
        var paths = new ArrayList<>(new PkiOnHost(cluster, host).paths());
        if (cluster.isLoadBalancer(host)) {
            paths.add(KeepalivedFiles.AUTH_PATH);
        }
        if (paths.isEmpty()) {
            return new Answer.Held(host, Map.of());
        }
        try {
            return new Answer.Held(host, fleet.on(host, remote -> SecretFiles.read(remote, paths)));
        } catch (RemoteException unreachable) {
            return new Answer.Silent(host, unreachable.problems().getFirst());
        }
    }

    private static Optional<String> password(String text) {
        var found = PASSWORD.matcher(text);
        return found.find()
                ? Optional.of(found.group(1)).filter(VrrpPassword::isOne)
                : Optional.empty();
    }

    private static void requireMajority(Cluster cluster, Map<String, Problem> silent) {
        var controlPlanes = cluster.controlPlanes();
        var away = controlPlanes.stream().filter(host -> silent.containsKey(host.name())).toList();
        if (away.size() * 2 >= controlPlanes.size()) {
            throw new KprovException(
                    ExitCode.SSH,
                    away.stream()
                            .flatMap(host -> Optional.ofNullable(silent.get(host.name())).stream())
                            .collect(Collectors.toList()));
        }
    }

    @Override
    public String toString() {
        return "HostSecrets[" + pki + ", silent " + silent.keySet() + "]";
    }
}
