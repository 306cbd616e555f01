package io.kprov.facts;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the host's etcd member has; asked of that member alone, which needs no quorum for it. */
public record SurvivorFact() implements Fact<Survivor> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<SurvivorFact, Survivor> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<SurvivorFact, Survivor> {
        @Override
        public String name() {
            return "survivor";
        }

        @Override
        public String script(List<SurvivorFact> facts) {
            return "[ -e /var/lib/etcd/member/snap/db ] && echo data\n"
                    + Etcdctl.whereThereIsAMember(
                            Etcdctl.command(
                                            "endpoint",
                                            "status",
                                            "-w",
                                            "json",
                                            "--command-timeout=3s")
                                    .toString());
        }

        @Override
        public List<String> words(SurvivorFact fact) {
            return List.of();
        }

        @Override
        public Map<SurvivorFact, Survivor> parse(List<SurvivorFact> facts, List<String> output) {
            var word =
                    output.stream()
                            .filter(line -> line.startsWith("["))
                            .findFirst()
                            .map(line -> JsonMapper.shared().readTree(line))
                            .filter(answer -> !answer.isEmpty())
                            .map(answer -> word(answer.path(0).path("Status")));
            return Map.of(new SurvivorFact(), new Survivor(output.contains("data"), word));
        }

        private static Survivor.Word word(JsonNode status) {
            return new Survivor.Word(
                    status.path("header").path("revision").asLong(0),
                    status.path("raftTerm").asLong(0),
                    status.path("raftIndex").asLong(0));
        }
    }
}
