package io.kprov.status;

import io.kprov.facts.DnsFact;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Whether the cluster's DNS answers every node through its service address. */
final class DnsProbe implements Probe {

    @Override
    public String name() {
        return "dns";
    }

    private static DnsFact dns(Cluster cluster) {
        return DnsFact.of(cluster.kubernetes());
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return host.isNode() ? Set.of(dns(cluster)) : Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var unanswered = new ArrayList<String>();
        int asked = 0;
        for (Host host : cluster.nodes()) {
            var answer = seen.facts(host).map(facts -> facts.get(dns(cluster)));
            if (answer.isPresent()) {
                asked++;
                if (!answer.get()) {
                    unanswered.add(host + ": no answer for " + dns(cluster).name());
                }
            }
        }
        String server = dns(cluster).server().toString();
        if (unanswered.isEmpty() && asked > 0) {
            return Optional.of(Condition.ok(name(), server + " answers " + asked + " nodes"));
        }
        // Without a pod network of kprov's, DNS waits for the operator's.
        Level level = cluster.network() instanceof Network.None ? Level.WARNING : Level.BAD;
        return Optional.of(
                new Condition(
                        name(),
                        level,
                        server + " fails " + unanswered.size() + " of " + asked + " nodes",
                        unanswered));
    }
}
