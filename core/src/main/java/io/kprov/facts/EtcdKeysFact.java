package io.kprov.facts;

import java.util.List;
import java.util.Map;

/**
 * Whether the etcd that the host's member belongs to holds anything of Kubernetes; no when it gives
 * no answer.
 */
public record EtcdKeysFact() implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<EtcdKeysFact, Boolean> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<EtcdKeysFact, Boolean> {
        @Override
        public String name() {
            return "etcd-keys";
        }

        @Override
        public String script(List<EtcdKeysFact> facts) {
            return Etcdctl.whereThereIsAMember(
                    Etcdctl.command(
                                    "get",
                                    "/registry/",
                                    "--prefix",
                                    "--keys-only",
                                    "--limit=1",
                                    "--command-timeout=3s")
                            .toString());
        }

        @Override
        public List<String> words(EtcdKeysFact fact) {
            return List.of();
        }

        @Override
        public Map<EtcdKeysFact, Boolean> parse(List<EtcdKeysFact> facts, List<String> output) {
            return Map.of(
                    new EtcdKeysFact(),
                    output.stream().anyMatch(line -> line.startsWith("/registry/")));
        }
    }
}
