package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.facts.HttpFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.model.Role;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Proof that the cluster works: nodes Ready, the API through its endpoint, every member healthy,
 * DNS answering.
 */
public final class VerifyCluster implements Step {
    private final Function<Cluster, List<Host>> verified;

    /** Every node. */
    public VerifyCluster() {
        this(Cluster::nodes);
    }

    private VerifyCluster(Function<Cluster, List<Host>> verified) {
        this.verified = verified;
    }

    /** These nodes and their etcd members, and what all share. */
    public static VerifyCluster of(List<Host> nodes) {
        return new VerifyCluster(_ -> nodes);
    }

    @Override
    public String id() {
        return "verify-cluster";
    }

    @Override
    public String title() {
        return "verify the cluster";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        // Not read here: whoever looks at the cluster remembers which one it is.
        var facts =
                new LinkedHashSet<Fact<?>>(List.of(endpoint(blueprint), ClusterView.identity()));
        if (blueprint.cluster().hasStackedEtcd()) {
            facts.add(new EtcdMembersFact());
        }
        verified.apply(blueprint.cluster()).forEach(node -> facts.add(JoinNode.node(node)));
        if (hasNetwork(blueprint)) {
            facts.add(dns(blueprint));
        }
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var blueprint = view.blueprint();
        var reasons = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        if (view.others().ask(endpoint(blueprint)).orElse(0) != 200) {
            reasons.add(
                    "the API does not answer through " + view.cluster().controlPlane().endpoint());
            actions.add(awaitEndpoint(view));
        }
        var notReady =
                verified.apply(view.cluster()).stream()
                        .filter(node -> !view.others().leftOut().has(node))
                        .filter(node -> !ready(view, node))
                        .map(Host::name)
                        .toList();
        if (hasNetwork(blueprint) && !notReady.isEmpty()) {
            reasons.add("not Ready: " + String.join(" ", notReady));
            actions.add(
                    new Action.WaitUntil(
                            "the nodes are Ready",
                            awaitReady(notReady),
                            Duration.ofMinutes(5),
                            Where.CONTROL_PLANE));
        }
        // An API server that is ready has reached etcd; of its members apart RunEtcd takes care.
        var members =
                view.cluster().hasStackedEtcd()
                        ? verified.apply(view.cluster()).stream()
                                .filter(view.cluster()::isEtcdMember)
                                .toList()
                        : List.<Host>of();
        var known = view.others().ask(new EtcdMembersFact());
        long voting =
                members.stream()
                        .filter(host ->
                                known.filter(all -> all.votes(host.name(), EtcdFiles.peerUrl(host)))
                                        .isPresent())
                        .count();
        if (voting < members.size()) {
            reasons.add(
                    known.isPresent()
                            ? voting + " of " + members.size() + " etcd members are healthy"
                            : "etcd does not answer");
            actions.add(awaitMembers(members));
        }
        if (hasNetwork(blueprint) && !view.others().ask(dns(blueprint)).orElse(false)) {
            reasons.add("the cluster's DNS does not answer");
            actions.add(awaitDns(dns(blueprint)));
        }
        return reasons.isEmpty()
                ? new Decision.Skip("nodes, API, etcd and DNS answer")
                : new Decision.Do(Sign.CREATE, String.join(", ", reasons), actions);
    }

    /** By their names: a node that was left out, or that is somebody else's, may be otherwise. */
    private static Command awaitReady(List<String> nodes) {
        var words = new ArrayList<>(List.of("wait", "--for=condition=Ready", "--timeout=10s"));
        nodes.forEach(node -> words.add("node/" + node));
        return Kubectl.command(words.toArray(String[]::new));
    }

    private static boolean ready(View view, Host node) {
        return JoinNode.found(view.others(), node).filter(JoinNode::isReady).isPresent();
    }

    private static boolean hasNetwork(Blueprint blueprint) {
        return !(blueprint.cluster().network() instanceof Network.None);
    }

    private static HttpFact endpoint(Blueprint blueprint) {
        return new HttpFact("https://" + blueprint.cluster().controlPlane().endpoint() + "/readyz");
    }

    private static DnsFact dns(Blueprint blueprint) {
        return DnsFact.of(blueprint.cluster().kubernetes());
    }

    private static Action awaitEndpoint(View view) {
        return new Action.WaitUntil(
                "the API answers through " + view.cluster().controlPlane().endpoint(),
                Command.of(
                        "curl",
                        "-fsSk",
                        "-m",
                        "3",
                        "--noproxy",
                        "*",
                        "https://" + view.cluster().controlPlane().endpoint() + "/readyz"),
                Duration.ofMinutes(2),
                Where.CONTROL_PLANE);
    }

    private static Action awaitMembers(List<Host> members) {
        return new Action.WaitUntil(
                members.size() + " etcd members are healthy",
                Etcdctl.at(
                        members.stream().map(EtcdFiles::clientUrl).toList(), "endpoint", "health"),
                Duration.ofMinutes(3),
                Where.CONTROL_PLANE);
    }

    private static Action awaitDns(DnsFact dns) {
        return new Action.WaitUntil(
                "DNS answers for " + dns.name(),
                dns.probe(),
                Duration.ofMinutes(3),
                Where.CONTROL_PLANE);
    }
}
