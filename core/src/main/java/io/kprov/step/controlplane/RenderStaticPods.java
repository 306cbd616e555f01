package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.LinkFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.PathFact;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.Role;
import io.kprov.render.ConfigDigests;
import io.kprov.render.EtcdFiles;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.StaticPod;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.UnderRestore;
import io.kprov.step.View;
import io.kprov.step.controlplane.StaticPods.Manifest;
import io.kprov.step.etcd.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The static pods of a control plane that runs: their manifests made from the wanted settings, and
 * the pods running with them.
 */
public final class RenderStaticPods implements Step {
    private static final PathFact MEMBER = new PathFact(EtcdFiles.DATA_PATH);
    private static final LinkFact KUBELET = new LinkFact(Program.KUBELET.oneLink());

    private final boolean withKubelet;

    /** With the kubelet that is there. */
    public RenderStaticPods() {
        this(false);
    }

    private RenderStaticPods(boolean withKubelet) {
        this.withKubelet = withKubelet;
    }

    /**
     * Together with the locked kubelet, where another one is in use: one of another minor starts
     * every pod anew, so all of it starts once.
     */
    public static RenderStaticPods withNewKubelet() {
        return new RenderStaticPods(true);
    }

    @Override
    public String id() {
        return "render-static-pods";
    }

    @Override
    public String title() {
        return "run the control plane with the wanted settings";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        facts.add(MEMBER);
        facts.addAll(List.of(UnderRestore.MARK, KUBELET));
        StaticPods.of(blueprint, host)
                .forEach(manifest -> facts.addAll(manifest.derived().facts()));
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        StaticPods.of(blueprint, host).forEach(manifest -> facts.add(pod(manifest.pod(), host)));
        if (blueprint.cluster().hasStackedEtcd()) {
            facts.add(new EtcdMembersFact());
        }
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("written by kubeadm when the host joins");
        }
        var restore = UnderRestore.blocks(view);
        if (restore.isPresent()) {
            return restore.get();
        }
        var changes = new EnumMap<StaticPod, Manifest>(StaticPod.class);
        var waits = new ArrayList<Action>();
        boolean serving = !view.others().readyControlPlanes().isEmpty();
        boolean unseen = false;
        var reasons = new ArrayList<String>();
        var all = EnumSet.noneOf(StaticPod.class);
        for (Manifest manifest : StaticPods.of(view.blueprint(), view.host())) {
            all.add(manifest.pod());
            boolean etcd = manifest.pod() == StaticPod.ETCD;
            var difference = manifest.derived().difference(view.facts());
            if (difference.isPresent() && etcd && !view.get(MEMBER) && !RejoinMember.helps(view)) {
                return new Decision.Blocked(halfJoined(view.host()));
            }
            if (difference.isPresent()) {
                reasons.add(difference.get());
                changes.put(manifest.pod(), manifest);
            } else if (serving && found(view, manifest).isEmpty()) {
                reasons.add("the API shows no " + manifest.pod().kubeadmName());
                unseen = true;
            } else if (!runs(view, manifest)) {
                reasons.add(manifest.pod().kubeadmName() + " does not run with its manifest");
            } else {
                continue;
            }
            waits.add(StaticPods.await(manifest, view.host()));
        }
        var kubelet = view.blueprint().lock().artifact(Program.KUBELET);
        boolean newKubelet =
                withKubelet
                        && !changes.isEmpty()
                        && !view.get(KUBELET).equals(kubelet.linkTarget());
        var actions =
                newKubelet
                        ? WithNewKubelet.actions(
                                view.host(),
                                changes,
                                restartsAll(view) ? all : changes.keySet(),
                                kubelet)
                        : inOrder(view.host(), changes, serving);
        if (unseen && !newKubelet) {
            // A kubelet whose request to show the pod failed, as when it takes up its first
            // certificate, tries again after a minute or more; when it starts, at once.
            actions.add(Systemd.takeUp("kubelet", "restart"));
        } else if (!newKubelet && !serving && !waits.isEmpty()) {
            // A kubelet that was started while no API server answered waits for its node, and
            // takes no new manifest meanwhile; when it starts, it reads them all.
            actions.add(Systemd.takeUp("kubelet", "restart"));
            // Asked on the host itself: there is no other whose silence would pass.
            actions.add(StaticPods.awaitApiServer(view.host()));
        }
        actions.addAll(waits);
        return actions.isEmpty()
                ? new Decision.Skip("the static pods run with the wanted settings")
                : new Decision.Do(Sign.CHANGE, String.join(", ", reasons), actions);
    }

    /** A kubelet of another minor starts every pod anew: its words for containers are others. */
    private static boolean restartsAll(View view) {
        return Artifact.versionOf(view.get(KUBELET))
                .flatMap(KubernetesVersion::parse)
                .filter(former -> former.minor() == view.cluster().kubernetes().version().minor())
                .isEmpty();
    }

    /**
     * An API server that is to end ends before its etcd. Before the kubelet starts an etcd anew, it
     * takes away what the API shows of the old one: with an API server that serves without its etcd
     * it hangs in that for half a minute, and the member is away as long.
     */
    private static List<Action> inOrder(
            Host host, Map<StaticPod, Manifest> changes, boolean serving) {
        var actions = new ArrayList<Action>();
        var rest = new EnumMap<StaticPod, Manifest>(StaticPod.class);
        rest.putAll(changes);
        if (serving && rest.containsKey(StaticPod.ETCD)) {
            actions.add(Membership.handOver(host));
            Optional.ofNullable(rest.remove(StaticPod.KUBE_APISERVER))
                    .ifPresent(first -> {
                        actions.addAll(write(first));
                        actions.add(letApiServerEnd());
                    });
        }
        rest.values().forEach(manifest -> actions.addAll(write(manifest)));
        return actions;
    }

    private static List<Action> write(Manifest manifest) {
        return List.of(render(manifest.pod()), manifest.derived().record(Where.SELF));
    }

    /** It is no failure when its end was not seen: then etcd only takes longer. */
    private static Action letApiServerEnd() {
        return new Action.Run(
                "let the old API server end",
                Command.script(
                        """
                        # kprov: let-api-server-end
                        for _ in $(seq 150); do
                            curl -sk -m 2 -o /dev/null "$1" || break
                            sleep 0.2
                        done
                        """,
                        ClusterView.apiServerReady().url()),
                Duration.ofMinutes(3),
                Where.SELF);
    }

    /**
     * {@code kubeadm init phase etcd local} writes a manifest that starts a new cluster where there
     * is no data: an API server on it would serve an empty cluster beside the real one.
     */
    private static Problem halfJoined(Host host) {
        return new Problem(
                host + ": the machine has joined only half way",
                "it has " + Joined.KUBELET_CONF.path() + ", but no etcd data in " + MEMBER.path(),
                "nothing was changed; the other control planes work on",
                "if it was the data's disk: put it back. Else run 'kubeadm reset -f' on "
                        + host
                        + ",\nremove its etcd member and node, if the cluster knows them; then repeat the command: the host joins anew");
    }

    private static boolean runs(View view, Manifest manifest) {
        return found(view, manifest)
                .filter(pod ->
                        pod.path("metadata")
                                        .path("annotations")
                                        .path(ConfigDigests.ANNOTATION)
                                        .asString("")
                                        .equals(manifest.digest())
                                && pod.path("status")
                                        .path("containerStatuses")
                                        .path(0)
                                        .path("ready")
                                        .asBoolean(false))
                .isPresent();
    }

    /** What the API shows of the pod. */
    private static Optional<JsonNode> found(View view, Manifest manifest) {
        return view.others().ask(pod(manifest.pod(), view.host())).flatMap(ObjectState::found);
    }

    private static ObjectFact pod(StaticPod pod, Host host) {
        return new ObjectFact("v1", "Pod", "kube-system", pod.kubeadmName() + "-" + host.name());
    }

    static Action render(StaticPod pod) {
        var phase = pod.kubeadmPhase();
        return new Action.Run(
                "kubeadm init phase " + phase,
                Command.of(
                        Stream.of(
                                        Stream.of("kubeadm", "init", "phase"),
                                        Stream.of(phase.split(" ")),
                                        Stream.of("--config", KubeadmFiles.INIT_PATH))
                                .flatMap(words -> words)
                                .toArray(String[]::new)),
                Duration.ofMinutes(1),
                Where.SELF);
    }
}
