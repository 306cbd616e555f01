package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.HttpFact;
import io.kprov.facts.MachineFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Whether nodes reach the API through its endpoint. */
final class EndpointProbe implements Probe {

    @Override
    public String name() {
        return "api-endpoint";
    }

    private static HttpFact endpoint(Cluster cluster) {
        return new HttpFact("https://" + cluster.controlPlane().endpoint() + "/readyz");
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return host.isNode() ? Set.of(endpoint(cluster), new MachineFact()) : Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var wrong = new ArrayList<String>();
        int asked = 0;
        for (Host host : cluster.nodes()) {
            var facts = seen.facts(host);
            if (facts.isPresent() && facts.get().get(new MachineFact()).has("curl")) {
                asked++;
                int status = facts.get().get(endpoint(cluster));
                if (status != 200) {
                    wrong.add(
                            host
                                    + ": "
                                    + (status == 0 ? "no answer" : "/readyz answers " + status));
                }
            }
        }
        String endpoint = cluster.controlPlane().endpoint().toString();
        if (asked == 0) {
            return Optional.of(Condition.bad(name(), "no node could ask " + endpoint, wrong));
        }
        return Optional.of(
                wrong.isEmpty()
                        ? Condition.ok(
                                name(), endpoint + " answers all " + asked + " nodes that asked")
                        : Condition.bad(
                                name(),
                                endpoint
                                        + " fails "
                                        + wrong.size()
                                        + " of "
                                        + asked
                                        + " nodes that asked",
                                wrong));
    }
}
