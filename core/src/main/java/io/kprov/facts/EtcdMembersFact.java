package io.kprov.facts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The etcd members as the member on this host lists them; none when it does not answer. */
public record EtcdMembersFact() implements Fact<EtcdMembers> {
    private static final Source SOURCE = new Source();
    private static final String ALARMS = "Active Alarm(s): ";

    @Override
    public FactSource<EtcdMembersFact, EtcdMembers> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<EtcdMembersFact, EtcdMembers> {
        @Override
        public String name() {
            return "etcd";
        }

        @Override
        public String script(List<EtcdMembersFact> facts) {
            return Etcdctl.whereThereIsAMember(
                    "%s && %s\necho"
                            .formatted(
                                    Etcdctl.command(
                                            "member", "list", "-w", "json", "--command-timeout=3s"),
                                    Etcdctl.command(
                                            "endpoint",
                                            "health",
                                            "--cluster",
                                            "-w",
                                            "json",
                                            "--command-timeout=3s")));
        }

        @Override
        public List<String> words(EtcdMembersFact fact) {
            return List.of();
        }

        @Override
        public Map<EtcdMembersFact, EtcdMembers> parse(
                List<EtcdMembersFact> facts, List<String> output) {
            var members = new ArrayList<EtcdMembers.Member>();
            var healthy = new ArrayList<String>();
            var alarms = new TreeSet<String>();
            for (String line : output) {
                if (line.startsWith("{")) {
                    members.addAll(members(JsonMapper.shared().readTree(line)));
                } else if (line.startsWith("[")) {
                    for (JsonNode endpoint : JsonMapper.shared().readTree(line)) {
                        var told = alarms(endpoint.path("error").asString(""));
                        alarms.addAll(told);
                        if (endpoint.path("health").asBoolean(false)
                                || told.equals(Set.of(EtcdStatus.Alarm.NO_SPACE))) {
                            healthy.add(endpoint.path("endpoint").asString(""));
                        }
                    }
                }
            }
            return Map.of(
                    new EtcdMembersFact(),
                    new EtcdMembers(
                            List.copyOf(members), List.copyOf(healthy), Set.copyOf(alarms)));
        }
    }

    /**
     * While there is an alarm, etcdctl calls every member unhealthy that it asked with success, and
     * says so: {@code Active Alarm(s): NOSPACE}. One that cannot grow can still agree.
     */
    private static Set<String> alarms(String error) {
        return error.startsWith(ALARMS)
                ? Stream.of(error.substring(ALARMS.length()).split(" ", -1))
                        .filter(kind -> !kind.isEmpty())
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** The members in an answer of {@code etcdctl member list -w json}. */
    static List<EtcdMembers.Member> members(JsonNode answer) {
        var members = new ArrayList<EtcdMembers.Member>();
        for (JsonNode member : answer.path("members")) {
            members.add(
                    new EtcdMembers.Member(
                            hexadecimal(member.path("ID")),
                            member.path("name").asString(""),
                            strings(member.path("peerURLs")),
                            strings(member.path("clientURLs")),
                            member.path("isLearner").asBoolean(false)));
        }
        return List.copyOf(members);
    }

    /** etcdctl writes uint64 in decimal in JSON, in hexadecimal everywhere else. */
    static String hexadecimal(JsonNode id) {
        return id.bigIntegerValue(BigInteger.ZERO).toString(16);
    }

    private static List<String> strings(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asString("")));
        return List.copyOf(texts);
    }
}
