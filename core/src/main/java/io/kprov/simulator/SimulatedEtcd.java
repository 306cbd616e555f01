package io.kprov.simulator;

import io.kprov.model.Host;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** The members of the cluster's etcd: those that were added, whether they live or not. */
public final class SimulatedEtcd {
    private final Recorder recorder;
    private final Function<String, String> versions;
    private final Map<String, Host> members = new LinkedHashMap<>();
    private final Set<String> learners = new HashSet<>();
    private final Set<String> nameless = new HashSet<>();
    private final SimulatedDatabases databases;
    private String leader = "";
    private Minor agreed = Minor.NONE;

    /** Of a version: what members agree on, and what a database is of. */
    private record Minor(int major, int minor) implements Comparable<Minor> {
        private static final Minor NONE = new Minor(0, 0);

        static Minor of(String version) {
            String[] parts = version.split("\\.", -1);
            return new Minor(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public int compareTo(Minor other) {
            return Comparator.comparingInt(Minor::major)
                    .thenComparingInt(Minor::minor)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** {@code versions} tells of the member that runs on a machine; empty text where none does. */
    SimulatedEtcd(Recorder recorder, Function<String, String> versions) {
        this.recorder = recorder;
        this.versions = versions;
        this.databases = new SimulatedDatabases(recorder);
    }

    public SimulatedDatabases databases() {
        return databases;
    }

    /** From now on this member leads, as long as it runs. */
    public void elect(String name) {
        leader = name;
    }

    private String leader() {
        return isHealthy(leader) && !learners.contains(leader)
                ? leader
                : members.keySet().stream()
                        .filter(name -> !learners.contains(name) && isHealthy(name))
                        .findFirst()
                        .orElse("");
    }

    /** Lets another member lead that can, if this one does. */
    void handOver(String name) {
        if (leader().equals(name)) {
            members.keySet().stream()
                    .filter(other ->
                            !other.equals(name) && !learners.contains(other) && isHealthy(other))
                    .findFirst()
                    .ifPresent(other -> {
                        recorder.change("etcd-leader:" + other);
                        leader = other;
                    });
        }
    }

    /**
     * What members do among themselves: once all of them run a newer version, so is their data, and
     * no older one opens it any more.
     */
    void settle() {
        if (!members.isEmpty() && members.keySet().stream().allMatch(this::runs)) {
            members.keySet().stream()
                    .map(name -> Minor.of(versions.apply(name)))
                    .min(Comparator.naturalOrder())
                    .filter(lowest -> lowest.compareTo(agreed) > 0)
                    .ifPresent(lowest -> agreed = lowest);
        }
    }

    /** The version of the members' data, e.g. {@code 3.6}. */
    String storageVersion() {
        return agreed.toString();
    }

    /** A member that is older than the data ends at once. */
    private boolean runs(String name) {
        String version = versions.apply(name);
        return !version.isEmpty() && Minor.of(version).compareTo(agreed) >= 0;
    }

    /** The first member votes; a further one learns until it is promoted. */
    void add(Host host) {
        recorder.change("etcd-member:" + host.name());
        if (!members.isEmpty()) {
            learners.add(host.name());
        }
        members.put(host.name(), host);
    }

    /**
     * The first members of external etcd, all of which vote: each knows of all, or has not begun.
     */
    void begin(List<Host> hosts) {
        hosts.forEach(host -> recorder.change("etcd-member:" + host.name()));
        hosts.forEach(host -> members.put(host.name(), host));
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

    /** The data of all members is gone. */
    void end() {
        members.clear();
        learners.clear();
        nameless.clear();
        leader = "";
        agreed = Minor.NONE;
    }

    /** How many members there are, learners too. */
    int size() {
        return members.size();
    }

    boolean isBlank() {
        return members.isEmpty();
    }

    /** A member that runs has caught up, and votes from now on. */
    void promote(Host host) {
        if (learners.contains(host.name()) && runs(host.name())) {
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
        return members.containsKey(name) && hasQuorum() && runs(name);
    }

    /** Whether a majority of the members runs. */
    public boolean hasQuorum() {
        var voters = members.keySet().stream().filter(name -> !learners.contains(name)).toList();
        long running = voters.stream().filter(this::runs).count();
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
        String complaint = databases.complaint();
        members.forEach((name, host) ->
                array.addObject()
                        .put("endpoint", url(host, 2379))
                        .put("health", isHealthy(name) && complaint.isEmpty())
                        .put("error", isHealthy(name) ? complaint : "context deadline exceeded"));
        return Json.text(array) + "\n";
    }

    /** Whether every member answers. */
    boolean allAnswer() {
        return members.keySet().stream().allMatch(this::isHealthy);
    }

    /** {@code etcdctl endpoint status --cluster -w json}: of those that answer. */
    String statusJson() {
        var array = Json.object().putArray("endpoints");
        members.forEach((name, host) -> {
            if (isHealthy(name)) {
                var each = array.addObject().put("Endpoint", url(host, 2379));
                var status = each.putObject("Status");
                status.putObject("header").put("member_id", id(name));
                var database = databases.of(name);
                status.put("version", versions.apply(name))
                        .put("storageVersion", agreed + ".0")
                        .put("leader", leader().isEmpty() ? 0 : id(leader()))
                        .put("raftTerm", 2)
                        .put("raftIndex", 100)
                        .put("raftAppliedIndex", 100)
                        .put("dbSize", database.size())
                        .put("dbSizeInUse", database.inUse())
                        .put("dbSizeQuota", databases.quota());
            }
        });
        return Json.text(array) + "\n";
    }

    /** {@code etcdctl alarm list -w json}. */
    String alarmsJson() {
        ObjectNode list = Json.object();
        var array = list.putArray("alarms");
        databases
                .alarms()
                .forEach(alarm ->
                        array.addObject()
                                .put("memberID", id(alarm.member()))
                                .put("alarm", alarm.kind()));
        return Json.text(list) + "\n";
    }

    /** Whether it is a member by this id. */
    boolean knows(String id) {
        return members.keySet().stream().anyMatch(name -> Long.toHexString(id(name)).equals(id));
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
