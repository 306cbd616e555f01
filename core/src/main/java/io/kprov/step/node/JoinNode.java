package io.kprov.step.node;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.KubeadmRun;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.RejoinMember;
import io.kprov.step.controlplane.StaticPods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code kubeadm join} of a worker or a further control plane, up to its node being Ready. */
public final class JoinNode implements Step {
    // As root can paste it on a control plane: without the option it reaches nothing there.

    private final Optional<Host> replaced;

    public JoinNode() {
        this(Optional.empty());
    }

    private JoinNode(Optional<Host> replaced) {
        this.replaced = replaced;
    }

    /** The same for a machine that was installed anew: it takes the node over that is there. */
    public static JoinNode inPlaceOf(Host host) {
        return new JoinNode(Optional.of(host));
    }

    @Override
    public String id() {
        return "join-node";
    }

    @Override
    public String title() {
        return "join the cluster with kubeadm";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(KubeadmRun.facts());
        facts.addAll(KubeletSettings.sizeFacts(host));
        if (holdsMember(blueprint.cluster(), host)) {
            facts.add(RejoinMember.MEMBER);
        }
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(node(host)));
        if (holdsMember(blueprint.cluster(), host)) {
            facts.add(new EtcdMembersFact());
        }
        return facts;
    }

    /** The question for the host's Node object. */
    public static ObjectFact node(Host host) {
        return new ObjectFact("v1", "Node", "", host.name());
    }

    /** The host's Node object, as the API has it. */
    public static Optional<JsonNode> found(ClusterView seen, Host host) {
        return seen.ask(node(host)).flatMap(ObjectState::found);
    }

    /** Whether a Node object says that its node is Ready. */
    public static boolean isReady(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    @Override
    public Decision decide(View view) {
        Optional<JsonNode> node = found(view.others(), view.host());
        boolean ready = node.filter(JoinNode::isReady).isPresent();
        if (Joined.is(view)) {
            return ready || (view.cluster().network() instanceof Network.None && node.isPresent())
                    ? new Decision.Skip(
                            "node " + view.host() + " is " + (ready ? "Ready" : "registered"))
                    : new Decision.Do(
                            Sign.CHANGE,
                            "node " + view.host() + " is not Ready",
                            List.of(awaitReady(view)));
        }
        if (view.get(Joined.UNFINISHED_INIT)
                || (view.others().readyControlPlanes().isEmpty()
                        && view.host().equals(view.cluster().controlPlanes().getFirst()))) {
            return new Decision.Do(
                    Sign.CREATE,
                    "kubeadm init makes it a node, Ready with the pod network",
                    List.of(awaitReady(view)));
        }
        boolean takesOver = replaced.filter(view.host()::equals).isPresent();
        if (view.get(Joined.UNFINISHED_JOIN)) {
            return KubeadmRun.awaitEarlier(view).orElseGet(() -> takeUp(view, node, takesOver));
        }
        var leftover = takesOver ? Optional.<Problem>empty() : leftover(view, node);
        return leftover.isPresent()
                ? new Decision.Blocked(leftover.get())
                : new Decision.Do(Sign.CREATE, "the host is not in the cluster yet", join(view));
    }

    /**
     * A blank host whose name the cluster still knows is a node, and perhaps a member, to remove
     * first.
     */
    private static Optional<Problem> leftover(View view, Optional<JsonNode> node) {
        var member = member(view);
        if (node.isEmpty() && member.isEmpty()) {
            return Optional.empty();
        }
        var known = new ArrayList<String>();
        member.ifPresent(found -> known.add("etcd member " + found.id()));
        node.ifPresent(found -> known.add("node " + view.host()));
        return Optional.of(
                new Problem(
                        view.host() + ": the machine is blank, but the cluster knows it",
                        "there is no kubelet.conf on "
                                + view.host()
                                + ", yet the cluster has "
                                + String.join(" and ", known)
                                + " of that name",
                        "nothing was changed; the other members and nodes work on",
                        "if the machine was installed anew: kprov replace-node %1$s %1$s"
                                .formatted(view.host())));
    }

    /** Whether kubeadm makes it a member of etcd when it joins. */
    private static boolean holdsMember(Cluster cluster, Host host) {
        return cluster.hasStackedEtcd() && cluster.isEtcdMember(host);
    }

    /** The host's own member, also one that was added and has never started. */
    private static Optional<EtcdMembers.Member> member(View view) {
        if (!holdsMember(view.cluster(), view.host())) {
            return Optional.empty();
        }
        return view.others()
                .ask(new EtcdMembersFact())
                .flatMap(members ->
                        members.find(view.host().name(), EtcdFiles.peerUrl(view.host())));
    }

    /** An earlier join was interrupted: by a reboot, or since kubeadm failed in its midst. */
    private static Decision takeUp(View view, Optional<JsonNode> node, boolean takesOver) {
        if (view.others().readyControlPlanes().isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            view.host() + ": an earlier join was interrupted",
                            "how far it came cannot be known while no API server answers",
                            "nothing was changed",
                            "mend the control plane ('kprov status' tells what is bad), then repeat the command"));
        }
        var member = member(view);
        boolean votes = member.filter(known -> !known.learner()).isPresent();
        var actions = new ArrayList<Action>();
        if (votes || node.filter(JoinNode::isReady).isPresent()) {
            // A node that was Ready is not undone: it lacks no more than what comes after that.
            view.others()
                    .ask(new EtcdMembersFact())
                    .filter(_ -> !votes && holdsMember(view.cluster(), view.host()))
                    .ifPresent(known -> actions.addAll(RejoinMember.actions(view, known)));
            actions.addAll(
                    List.of(KubeadmRun.finishJoin(StaticPods.derived(view)), awaitReady(view)));
            return new Decision.Do(
                    Sign.CHANGE,
                    "an earlier join was interrupted when the host was in the cluster already",
                    actions);
        }
        member.ifPresent(known ->
                actions.add(
                        new Action.Run(
                                "remove the etcd member that never voted",
                                Etcdctl.command("member", "remove", known.id()),
                                Duration.ofMinutes(1),
                                Where.CONTROL_PLANE)));
        node.filter(_ -> !takesOver)
                .ifPresent(known ->
                        actions.add(
                                Kubectl.run(
                                        "delete the node that was never Ready",
                                        "delete",
                                        "node",
                                        view.host().name(),
                                        "--ignore-not-found")));
        actions.addAll(KubeadmRun.undo(view));
        actions.addAll(join(view));
        return new Decision.Do(
                Sign.CREATE,
                "an earlier join was interrupted: it is undone, and the host joins anew",
                actions);
    }

    private static List<Action> join(View view) {
        var actions = new ArrayList<>(JoinActions.of(view));
        actions.add(awaitReady(view));
        return actions;
    }

    private static Action awaitReady(View view) {
        String host = view.host().name();
        return view.cluster().network() instanceof Network.None
                ? new Action.WaitUntil(
                        "node " + host + " is registered",
                        Kubectl.command("get", "node", host),
                        Duration.ofMinutes(5),
                        Where.CONTROL_PLANE)
                : awaitReady(view.host(), Duration.ofMinutes(5));
    }

    /** Waits until the host's node is Ready. */
    public static Action awaitReady(Host host, Duration limit) {
        return new Action.WaitUntil(
                "node " + host + " is Ready",
                Kubectl.command(
                        "wait", "--for=condition=Ready", "--timeout=10s", "node/" + host.name()),
                limit,
                Where.CONTROL_PLANE);
    }
}
