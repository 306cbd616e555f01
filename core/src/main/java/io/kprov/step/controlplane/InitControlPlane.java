package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.CaFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Derived;
import io.kprov.step.Joined;
import io.kprov.step.KubeadmRun;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.node.KubeletSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** {@code kubeadm init} on the first control plane, once in a cluster's life. */
public final class InitControlPlane implements Step {
    @Override
    public String id() {
        return "init-control-plane";
    }

    @Override
    public String title() {
        return "initialise the cluster with kubeadm";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(NewClusterGuard.facts(blueprint));
        facts.add(ClusterView.apiServerReady());
        facts.addAll(KubeadmRun.facts());
        facts.addAll(KubeletSettings.sizeFacts(host));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        boolean unfinished = view.get(Joined.UNFINISHED_INIT);
        var earlier = KubeadmRun.awaitEarlier(view);
        if (unfinished && earlier.isPresent()) {
            return earlier.get();
        }
        if (unfinished && view.get(ClusterView.apiServerReady()) == 200 && isAlone(view)) {
            return new Decision.Do(
                    Sign.CHANGE,
                    "an earlier kubeadm init was interrupted after its API server was ready",
                    actions(view, List.of(), KubeadmRun::finishInit));
        }
        if (!view.others().readyControlPlanes().isEmpty()) {
            return new Decision.Skip("the cluster runs");
        }
        var initialised =
                view.cluster().controlPlanes().stream().filter(host -> has(view, host)).toList();
        boolean onlyHere = initialised.isEmpty() || initialised.equals(List.of(view.host()));
        if (!initialised.isEmpty()
                && !(unfinished && onlyHere)
                && view.others().unseen().isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            "the cluster was initialised, but no API server is ready",
                            "kubelet.conf is on "
                                    + initialised
                                    + ", and none of them answers https://127.0.0.1:6443/readyz with 200",
                            "nothing was changed; a second init would make a second cluster and is never done",
                            "on "
                                    + initialised.getFirst()
                                    + ": 'systemctl status kubelet', 'journalctl -u kubelet -n 50', 'ctr -n k8s.io tasks ls';\n"
                                    + "if this cluster never worked, 'kubeadm reset -f' there; then repeat the command"));
        }
        var refusal = NewClusterGuard.check(view, view.blueprint().pki().exists(), "kubeadm init");
        if (refusal.isPresent()) {
            return new Decision.Blocked(refusal.get());
        }
        if (!unfinished) {
            return new Decision.Do(
                    Sign.CREATE,
                    "no host holds a cluster, and the endpoint does not answer",
                    init(view));
        }
        var anew = new ArrayList<>(KubeadmRun.undo(view));
        anew.addAll(init(view));
        return new Decision.Do(
                Sign.CREATE,
                "an earlier kubeadm init was interrupted: it is undone and begun anew",
                anew);
    }

    /** No further host has joined what the init began; one that could not be asked may have. */
    private static boolean isAlone(View view) {
        return view.cluster().nodes().stream()
                .noneMatch(host ->
                        !host.equals(view.host())
                                && (view.others().facts(host).isEmpty() || has(view, host)));
    }

    private static boolean has(View view, Host host) {
        return view.others()
                .facts(host)
                .filter(facts -> facts.knows(Joined.KUBELET_CONF) && facts.get(Joined.KUBELET_CONF))
                .isPresent();
    }

    private static List<Action> init(View view) {
        var kubeletConfs = view.blueprint().pki().kubeletConfs(view.host());
        return actions(
                view,
                kubeletConfs.stream().<Action>map(Action.PutFile::anew).toList(),
                (superAdmin, made) -> KubeadmRun.init(superAdmin, kubeletConfs, made));
    }

    private static List<Action> actions(
            View view, List<Action> first, BiFunction<String, List<Derived>, Action> kubeadm) {
        var actions = new ArrayList<>(first);
        var superAdmin = view.blueprint().pki().superAdminConf();
        actions.add(
                new Action.PutFile(
                        superAdmin, new FileState.Absent(), "for kubeadm init, removed after it"));
        actions.add(kubeadm.apply(superAdmin.path(), StaticPods.derived(view)));
        // Where one without credentials is to stay in its place.
        view.blueprint().pki().files(view.host()).stream()
                .filter(wanted -> wanted.file().path().equals(superAdmin.path()))
                .forEach(wanted -> actions.add(Action.PutFile.anew(wanted)));
        actions.add(
                new Action.WaitUntil(
                        "the API server answers through "
                                + view.cluster().controlPlane().endpoint(),
                        Command.of(
                                "curl",
                                "-fsS",
                                "-m",
                                "3",
                                "--noproxy",
                                "*",
                                "--cacert",
                                CaFiles.trustPath(view.cluster()),
                                "https://" + view.cluster().controlPlane().endpoint() + "/readyz"),
                        Duration.ofMinutes(2),
                        Where.SELF));
        actions.addAll(UploadSettings.note(view.blueprint()));
        return actions;
    }
}
