package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.HttpFact;
import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.facts.NeighbourFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cidr;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The virtual address: held by a load balancer of ours or by nobody, and one that can move. */
final class VipCheck {
    private static final MachineFact MACHINE = new MachineFact();

    static final Check VIP =
            new ClusterCheck(
                    CheckName.VIP,
                    "the virtual address is silent or on a load balancer of ours, and inside the network of all of them",
                    Severity.ERROR,
                    VipCheck::questions,
                    VipCheck::vip);

    private VipCheck() {}

    private static Optional<IpAddress> address(Cluster cluster) {
        return cluster.controlPlane().loadBalancer()
                        instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                ? Optional.of(vip)
                : Optional.empty();
    }

    private static HttpFact served(Cluster cluster, IpAddress vip) {
        return new HttpFact(
                "https://"
                        + vip.urlHost()
                        + ":"
                        + cluster.controlPlane().endpoint().port()
                        + "/readyz");
    }

    private static Set<Fact<?>> questions(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        address(cluster)
                .ifPresent(vip -> {
                    facts.add(MACHINE);
                    if (cluster.isLoadBalancer(host)) {
                        facts.add(new NeighbourFact(vip));
                        facts.add(served(cluster, vip));
                    }
                });
        return facts;
    }

    private static List<Finding> vip(Cluster cluster, ClusterView seen) {
        var findings = new ArrayList<Finding>();
        address(cluster)
                .ifPresent(vip -> {
                    var machines = IdentityChecks.machines(cluster, seen);
                    findings.add(holder(cluster, seen, vip, machines));
                    machines.forEach((host, machine) -> {
                        if (cluster.isLoadBalancer(host)) {
                            outside(host, machine, vip).ifPresent(findings::add);
                        }
                    });
                });
        return findings;
    }

    private static Finding holder(
            Cluster cluster, ClusterView seen, IpAddress vip, Map<Host, Machine> machines) {
        var holders =
                machines.entrySet().stream()
                        .filter(entry -> entry.getValue().interfaceOf(vip).isPresent())
                        .map(Map.Entry::getKey)
                        .toList();
        var strangers = holders.stream().filter(host -> !cluster.isLoadBalancer(host)).toList();
        if (!strangers.isEmpty()) {
            return Finding.error(
                    vip + " is on " + names(strangers) + ", which is no load balancer",
                    "remove the address there, or choose another vip");
        }
        if (!holders.isEmpty()) {
            return Finding.ok(vip + " is on " + names(holders));
        }
        var answer = answer(cluster, seen, vip);
        if (answer.isEmpty()) {
            return Finding.ok(vip + " is silent");
        }
        var unseen =
                cluster.loadBalancers().stream()
                        .filter(host -> seen.facts(host).isEmpty())
                        .toList();
        return unseen.isEmpty()
                ? Finding.error(
                        vip + answer.get() + ", and is on none of our hosts",
                        "choose an address that nobody uses, or free this one")
                : Finding.warning(
                        vip
                                + answer.get()
                                + "; perhaps it is on "
                                + names(unseen)
                                + ", which could not be asked",
                        "bring " + names(unseen) + " back, then repeat the command");
    }

    /** How the address answered one of the load balancers. */
    private static Optional<String> answer(Cluster cluster, ClusterView seen, IpAddress vip) {
        for (Host host : cluster.loadBalancers()) {
            var facts = seen.facts(host).orElse(HostFacts.none());
            if (facts.knows(new NeighbourFact(vip))) {
                var neighbour = facts.get(new NeighbourFact(vip));
                if (neighbour.answers()) {
                    return Optional.of(
                            " answers "
                                    + host
                                    + (neighbour.linkAddress().isEmpty()
                                            ? ""
                                            : " with MAC address " + neighbour.linkAddress()));
                }
                if (facts.get(served(cluster, vip)) != 0) {
                    return Optional.of(
                            " answers "
                                    + host
                                    + " on port "
                                    + cluster.controlPlane().endpoint().port());
                }
            }
        }
        return Optional.empty();
    }

    /** VRRP moves an address within a segment; elsewhere nobody would find it. */
    private static Optional<Finding> outside(Host host, Machine machine, IpAddress vip) {
        var networkInterface =
                host.networkInterface().or(() -> machine.interfaceOf(host.address()));
        var networks =
                machine.addresses().stream()
                        .filter(found ->
                                networkInterface
                                        .filter(found.networkInterface()::equals)
                                        .isPresent())
                        .filter(found -> !found.address().equals(vip))
                        .toList();
        if (networks.isEmpty()
                || networks.stream()
                        .anyMatch(
                                found -> new Cidr(found.address(), found.prefix()).contains(vip))) {
            return Optional.empty();
        }
        return Optional.of(
                Finding.error(
                        host,
                        vip
                                + " is outside the network of "
                                + networks.getFirst().address()
                                + "/"
                                + networks.getFirst().prefix(),
                        "choose a vip inside the load balancers' network, or name their interface in that network (hosts[].interface)"));
    }

    private static String names(List<Host> hosts) {
        return hosts.stream().map(Host::name).collect(Collectors.joining(", "));
    }
}
