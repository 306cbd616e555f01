package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.MachineFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether exactly one load balancer holds the virtual address. */
final class VipProbe implements Probe {

    @Override
    public String name() {
        return "vip";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return cluster.isLoadBalancer(host) ? Set.of(new MachineFact()) : Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        return cluster.controlPlane().loadBalancer()
                        instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                ? Optional.of(judge(vip, cluster, seen))
                : Optional.empty();
    }

    private Condition judge(IpAddress vip, Cluster cluster, ClusterView seen) {
        var holders =
                cluster.loadBalancers().stream()
                        .filter(host ->
                                seen.facts(host)
                                        .flatMap(facts ->
                                                facts.get(new MachineFact()).interfaceOf(vip))
                                        .isPresent())
                        .map(Host::name)
                        .toList();
        return switch (holders.size()) {
            case 0 ->
                    Condition.bad(
                            name(),
                            vip + " is on no load balancer that was reached",
                            List.of("see: journalctl -u keepalived"));
            case 1 -> Condition.ok(name(), vip + " is on " + holders.getFirst());
            default ->
                    Condition.bad(
                            name(),
                            vip + " is on " + String.join(" and ", holders) + " at once",
                            List.of(
                                    "keepalived's peers do not hear each other: is IP protocol 112 (VRRP) let through?"));
        };
    }
}
