package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.UnitFact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.Role;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.Kubectl;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.KubeletSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubeadm upgrade}, then the kubelet (kubernetes.io: Upgrading kubeadm clusters). On a
 * control plane the static pods run in the new version by then: kubeadm finds its manifests as it
 * would write them, and does what else belongs to the version. The certificates stay kprov's. A
 * containerd of which only the link was flipped starts anew here, since nothing that it reads tells
 * its version.
 *
 * @param first the control plane that takes the cluster's own records to the new version
 * @param soak how long the node must stay well before the next one is touched
 */
public record UpgradeNode(Optional<Host> first, Duration soak) implements Step {
    /** The name of kubeadm's unit on the host. */
    static final String KUBEADM_UNIT = "kubeadm-upgrade";

    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** Longest that static pods take to be well again. */
    private static final Duration SETTLING = Duration.ofMinutes(4);

    @Override
    public String id() {
        return "upgrade-node";
    }

    @Override
    public String title() {
        return "upgrade the node";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(KubeletSettings.facts(blueprint.cluster(), host));
        facts.addAll(Versions.facts(blueprint.cluster(), host));
        facts.addAll(KeptFormer.FACTS);
        facts.add(new UnitFact("kubelet"));
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(host), UploadSettings.ofKubeletsFact(blueprint));
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("it joins with the new version");
        }
        var artifact = view.blueprint().lock().artifact(Program.KUBELET);
        var wanted = view.cluster().kubernetes().version();
        boolean linked = Versions.uses(view.blueprint(), view.facts(), Program.KUBELET);
        boolean toCome = isToCome(view.blueprint(), view.facts());
        var node = JoinNode.found(view.others(), view.host());
        if (node.isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            view.host() + " is not upgraded",
                            "no API server knows its node",
                            "nothing was changed on it by this step",
                            "see 'kprov status', then run the same command again"));
        }
        var runs = Versions.kubelet(node.get());
        String runtime = view.blueprint().lock().artifact(Program.CONTAINERD).version();
        boolean runsRuntime = Versions.runtime(node.get()).equals(runtime);
        if (linked
                && !toCome
                && runs.filter(wanted::equals).isPresent()
                && runsRuntime
                && view.get(new UnitFact("kubelet")).active()) {
            return new Decision.Skip("the node runs " + wanted);
        }
        var actions = new ArrayList<Action>();
        if (toCome) {
            actions.addAll(kubeadm(view, wanted));
        }
        if (!linked) {
            actions.add(new Action.Link(artifact));
        }
        if (!runsRuntime) {
            actions.add(Systemd.takeUp("containerd", "restart"));
        }
        actions.add(Systemd.takeUp("kubelet", "restart"));
        actions.add(ApplyKubeletConfig.healthy(view.host()));
        actions.add(awaitVersions(view.host(), wanted, runtime));
        if (!soak.isZero()) {
            actions.add(soak(view.host()));
        }
        String running = runs.map(Object::toString).orElse("?");
        String reason;
        if (!running.equals(wanted.toString())) {
            reason = "kubelet %s -> %s".formatted(running, wanted);
        } else if (!runsRuntime) {
            reason = "containerd %s -> %s".formatted(Versions.runtime(node.get()), runtime);
        } else {
            reason = toCome ? "kubeadm has its part yet to do" : "the kubelet does not run";
        }
        return new Decision.Do(Sign.CHANGE, reason, actions);
    }

    /** Whether kubeadm has yet to do its part on a host with these facts. */
    static boolean isToCome(Blueprint blueprint, HostFacts facts) {
        return facts.knows(Joined.KUBELET_CONF)
                && Joined.is(facts)
                && (KeptFormer.waitsForKubeadm(blueprint, facts)
                        || (!Versions.uses(blueprint, facts, Program.KUBELET)
                                && !KeptFormer.isThere(blueprint, facts)));
    }

    private List<Action> kubeadm(View view, KubernetesVersion wanted) {
        var actions = new ArrayList<Action>();
        var words = new ArrayList<>(List.of("upgrade"));
        // kubeadm takes what the cluster has for the wish.
        boolean isFirst = first.filter(view.host()::equals).isPresent();
        boolean controlPlane = view.host().has(Role.CONTROL_PLANE);
        var missing = UploadSettings.ofKubelets(view);
        if (controlPlane) {
            missing.ifPresent(actions::add);
        }
        if (isFirst) {
            actions.add(UploadSettings.ofKubeadm(view.blueprint()));
            words.addAll(List.of("apply", wanted.tag(), "--yes"));
        } else {
            words.add("node");
        }
        words.addAll(List.of("--config", KubeadmFiles.UPGRADE_PATH));
        var arguments =
                new ArrayList<>(
                        List.of(
                                KeptFormer.KUBEADM_DONE.path(),
                                KeptFormer.target(view.blueprint())));
        arguments.addAll(words);
        actions.add(
                new Action.LongRun(
                        "kubeadm " + String.join(" ", words),
                        KUBEADM_UNIT,
                        Command.script(
                                """
                                # kprov: kubeadm-upgrade. $1 mark, $2 what it is set to, then kubeadm's words
                                set -e
                                mark=$1 done=$2
                                shift 2
                                kubeadm "$@"
                                echo "$done" >"$mark"
                                """,
                                arguments.toArray(String[]::new)),
                        LIMIT));
        if (isFirst) {
            actions.addAll(UploadSettings.noteUpgraded(view.blueprint()));
        }
        if (controlPlane || missing.isEmpty()) {
            actions.add(KubeletSettings.of(view).record(Where.SELF));
        }
        return actions;
    }

    private static Action awaitVersions(Host host, KubernetesVersion wanted, String runtime) {
        return new Action.WaitUntil(
                "node %s is Ready and runs %s".formatted(host, wanted),
                Command.script(
                        """
                        # kprov: node-version
                        test "$(%s get node "$1" -o 'jsonpath={.status.nodeInfo.kubeletVersion} {.status.nodeInfo.containerRuntimeVersion} {.status.conditions[?(@.type=="Ready")].status}')" = "$2 containerd://$3 True"
                        """
                                .formatted(Kubectl.command()),
                        host.name(),
                        wanted.tag(),
                        runtime),
                Duration.ofMinutes(4),
                Where.CONTROL_PLANE);
    }

    /**
     * So long without a bad answer. A kubelet of another minor may start the static pods anew, so
     * the first answers may be bad; those that come and go never count as well.
     */
    private Action soak(Host host) {
        return new Action.Run(
                "see the node well for %d s".formatted(soak.toSeconds()),
                Command.script(
                        """
                        # kprov: soak. $1 seconds, $2 seconds at most, then URLs
                        wanted=$1 end=$(($(date +%s) + $2)) good=0
                        shift 2
                        while [ $good -lt "$wanted" ]; do
                            good=$((good + 1))
                            for url in "$@"; do
                                why=$(curl -fsSk -m 2 -o /dev/null "$url" 2>&1) || { good=0; echo "$url: $why" >&2; }
                            done
                            [ "$(date +%s)" -lt $end ] || exit 1
                            sleep 1
                        done
                        """,
                        soakArguments(host)),
                soak.plus(SETTLING).plusMinutes(1),
                Where.SELF);
    }

    private String[] soakArguments(Host host) {
        var words =
                new ArrayList<>(
                        List.of(
                                String.valueOf(soak.toSeconds()),
                                String.valueOf(soak.plus(SETTLING).toSeconds())));
        words.add("http://127.0.0.1:10248/healthz");
        if (host.has(Role.CONTROL_PLANE)) {
            words.add(ClusterView.apiServerReady().url());
        }
        return words.toArray(String[]::new);
    }
}
