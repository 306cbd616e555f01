package io.kprov.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the members of etcd are, as the member on this host tells; nothing when it is silent. */
public record EtcdStatusFact() implements Fact<EtcdStatus> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<EtcdStatusFact, EtcdStatus> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<EtcdStatusFact, EtcdStatus> {
        private static final List<String> ALARMS =
                List.of("NONE", EtcdStatus.Alarm.NO_SPACE, "CORRUPT");

        @Override
        public String name() {
            return "etcd-status";
        }

        /** A member that gives no answer makes the second fail, after what the others said. */
        @Override
        public String script(List<EtcdStatusFact> facts) {
            return Etcdctl.whereThereIsAMember(
                    Stream.of(
                                    json("member", "list"),
                                    json("endpoint", "status", "--cluster"),
                                    json("alarm", "list"))
                            .map(command -> command + " 2>/dev/null\necho")
                            .collect(Collectors.joining("\n")));
        }

        private static String json(String... words) {
            var all = new ArrayList<>(List.of(words));
            all.addAll(List.of("-w", "json", "--command-timeout=3s"));
            return Etcdctl.command(all.toArray(String[]::new)).toString();
        }

        @Override
        public List<String> words(EtcdStatusFact fact) {
            return List.of();
        }

        @Override
        public Map<EtcdStatusFact, EtcdStatus> parse(
                List<EtcdStatusFact> facts, List<String> output) {
            List<EtcdMembers.Member> members = List.of();
            var endpoints = new ArrayList<EtcdStatus.Endpoint>();
            var alarms = new ArrayList<EtcdStatus.Alarm>();
            for (String line : output) {
                if (line.startsWith("[")) {
                    JsonMapper.shared()
                            .readTree(line)
                            .forEach(each -> endpoints.add(endpoint(each)));
                } else if (line.startsWith("{")) {
                    JsonNode answer = JsonMapper.shared().readTree(line);
                    if (answer.has("members")) {
                        members = EtcdMembersFact.members(answer);
                    }
                    answer.path("alarms").forEach(each -> alarms.add(alarm(each)));
                }
            }
            return Map.of(new EtcdStatusFact(), new EtcdStatus(members, endpoints, alarms));
        }

        private static EtcdStatus.Endpoint endpoint(JsonNode answer) {
            JsonNode status = answer.path("Status");
            return new EtcdStatus.Endpoint(
                    EtcdMembersFact.hexadecimal(status.path("header").path("member_id")),
                    status.path("version").asString(""),
                    EtcdMembersFact.hexadecimal(status.path("leader")),
                    status.path("raftTerm").asLong(0),
                    status.path("dbSize").asLong(0),
                    status.path("dbSizeInUse").asLong(0),
                    status.path("dbSizeQuota").asLong(0),
                    status.path("raftIndex").asLong(0),
                    status.path("raftAppliedIndex").asLong(0));
        }

        /** etcdserverpb's AlarmType, by number. */
        private static EtcdStatus.Alarm alarm(JsonNode answer) {
            int kind = answer.path("alarm").asInt(0);
            return new EtcdStatus.Alarm(
                    EtcdMembersFact.hexadecimal(answer.path("memberID")),
                    kind < ALARMS.size() ? ALARMS.get(kind) : "alarm " + kind);
        }
    }
}
