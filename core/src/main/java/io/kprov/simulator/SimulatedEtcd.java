package io.kprov.simulator;

import io.kprov.model.Host;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The members of the cluster's etcd: those that were added, whether they live or not. */
public final class SimulatedEtcd {
    private final Recorder recorder;
    private final Predicate<String> runs;
    private final Map<String, Host> members = new LinkedHashMap<>();
    private final Set<String> learners = new HashSet<>();
    private final Set<String> nameless = new HashSet<>();

    SimulatedEtcd(Recorder recorder, Predicate<String> runs) {
        this.recorder = recorder;
        this.runs = runs;
    }

    /** The first member votes; a further one learns until it is promoted. */
    void add(Host host) {
        recorder.change("etcd-member:" + host.name());
        if (!members.isEmpty()) {
            learners.add(host.name());
        }
        members.put(host.name(), host);
    }

    /** The first members of external etcd, all of which vote. */
    void begin(List<Host> hosts) {
        hosts.forEach(host -> {
            recorder.change("etcd-member:" + host.name());
            members.put(host.name(), host);
        });
    }

    /** A member that is known and has not started yet: it learns, and has no name. */
    void addLearner(Host host) {
        recorder.change("etcd-member:" + host.name());
        members.put(host.name(), host);
        learners.add(host.name());
        nameless.add(host.name());
    }

    /** A member starts with data of its own for the first time; false when etcd knows it not. */
    boolean start(Host host) {
        nameless.remove(host.name());
        return members.containsKey(host.name());
    }

    boolean isBlank() {
        return members.isEmpty();
    }

    /** A member that runs has caught up, and votes from now on. */
    void promote(Host host) {
        if (learners.contains(host.name()) && runs.test(host.name())) {
            recorder.change("etcd-vote:" + host.name());
            learners.remove(host.name());
        }
    }

    /** False when no member has this id. */
    boolean remove(String id) {
        var name =
                members.keySet().stream()
                        .filter(member -> Long.toHexString(id(member)).equals(id))
                        .findFirst();
        name.ifPresent(member -> {
            recorder.change("etcd-member:" + member);
            members.remove(member);
            learners.remove(member);
            nameless.remove(member);
        });
        return name.isPresent();
    }

    /** Positive, and the same for the same name. */
    private static long id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .getMostSignificantBits()
                & Long.MAX_VALUE;
    }

    boolean isHealthy(String name) {
        return members.containsKey(name) && hasQuorum() && runs.test(name);
    }

    /** Whether a majority of the members runs. */
    public boolean hasQuorum() {
        var voters = members.keySet().stream().filter(name -> !learners.contains(name)).toList();
        long running = voters.stream().filter(runs).count();
        return running > voters.size() / 2;
    }

    private static String url(Host host, int port) {
        return "https://" + host.address().urlHost() + ":" + port;
    }

    /** {@code etcdctl member list -w json}. */
    String listJson() {
        ObjectNode list = Json.object();
        var array = list.putArray("members");
        members.forEach((name, host) -> {
            var member = array.addObject();
            member.put("ID", id(name)).put("name", nameless.contains(name) ? "" : name);
            member.put("isLearner", learners.contains(name));
            member.putArray("peerURLs").add(url(host, 2380));
            member.putArray("clientURLs").add(url(host, 2379));
        });
        return Json.text(list) + "\n";
    }

    /** {@code etcdctl endpoint health --cluster -w json}. */
    String healthJson() {
        var array = Json.object().putArray("endpoints");
        members.forEach((name, host) ->
                array.addObject().put("endpoint", url(host, 2379)).put("health", isHealthy(name)));
        return Json.text(array) + "\n";
    }

    /** {@code etcdctl endpoint health --cluster}. */
    String health() {
        var text = new StringBuilder();
        members.forEach((name, host) ->
                text.append(url(host, 2379))
                        .append(isHealthy(name) ? " is healthy: took = 2ms\n" : " is unhealthy\n"));
        return text.toString();
    }
}
