package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.StaticPodEnd;
import io.kprov.step.controlplane.StaticPods;
import io.kprov.step.controlplane.WithNewKubelet;
import io.kprov.step.etcd.Membership;
import io.kprov.step.node.ApplyKubeletConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a host back to the versions before, while its kubelet is at rest. A control plane goes back
 * to an older Kubernetes only while no later node has started, since kubelets and controllers must
 * not be newer than an API server (kubernetes.io: Version Skew Policy); its etcd only while its
 * data is still of the former version, which a newer one has not opened for writing yet. Pods that
 * go back end before the kubelet starts, as {@link WithNewKubelet} has it.
 */
public final class PutBack implements Step {
    /** Shell text: the minor that etcd's data is of, from what etcdctl or etcdutl says of it. */
    static final String DATA_VERSION =
            "sed -n 's/.*\"storageVersion\":\"\\([0-9]*\\.[0-9]*\\).*/\\1/p; t; s/.*\"version\":\"\\([0-9]*\\.[0-9]*\\).*/\\1/p'";

    private static final String PUT_BACK =
            """
            # kprov: put-back. $1 folder
            set -e
            former=$1
            %s
            changed() { ! cmp -s "$former/files$1" "$1"; }
            restore() {
                ! changed "$1" || { cp -p "$former/files$1" "/var/lib/kprov/.put-back" && mv "/var/lib/kprov/.put-back" "$1"; }
            }
            kept() { (cd "$former/files" && find ".$1" -type f 2>/dev/null | sed 's/^\\.//' | sort); }
            runtime=$(readlink /usr/local/bin/containerd) kubelet=$(readlink /usr/local/bin/kubelet)
            trap 'systemctl reset-failed kubelet 2>/dev/null; systemctl start kubelet' EXIT
            systemctl stop kubelet
            while read -r path target; do
                ln -sfn "$target" "$path.kprov-new"
                mv -Tf "$path.kprov-new" "$path"
            done <"$former/links"
            for each in $(kept /var/lib/kubelet) $(kept /etc/kubernetes/kprov) $(kept /var/lib/kprov/derived); do
                restore "$each"
            done
            etcd=/etc/kubernetes/manifests/etcd.yaml pods=
            for each in $(kept /etc/kubernetes/manifests); do
                # A kubelet of another minor starts every pod anew.
                [ "$(readlink /usr/local/bin/kubelet)" = "$kubelet" ] && ! changed "$each" || pods="$pods $(basename "$each" .yaml)"
                if [ "$each" = "$etcd" ] && changed "$etcd"; then
                    version=$(sed -n 's/.*image: .*etcd:\\([0-9]*\\.[0-9]*\\).*/\\1/p' "$former/files$etcd")
                    data=$({ %s 2>/dev/null || etcdutl snapshot status /var/lib/etcd/member/snap/db -w json; } | %s)
                    if [ "$data" != "$version" ]; then
                        echo "etcd stays: its data is of version ${data:-unknown}, which $version does not open"
                        continue
                    fi
                fi
                restore "$each"
            done
            [ -z "$pods" ] || { end_pods kube-apiserver && end_pods $pods; }
            [ "$(readlink /usr/local/bin/containerd)" = "$runtime" ] || systemctl restart containerd
            """
                    .formatted(
                            StaticPodEnd.FUNCTION,
                            Etcdctl.command(
                                    "endpoint", "status", "-w", "json", "--command-timeout=3s"),
                            DATA_VERSION);

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final boolean afterFailure;

    /** Because the operator wants it. */
    public PutBack() {
        this(false);
    }

    private PutBack(boolean afterFailure) {
        this.afterFailure = afterFailure;
    }

    /** Because the new versions do not work: what cannot go back stays. */
    public static PutBack afterFailure() {
        return new PutBack(true);
    }

    @Override
    public String id() {
        return "put-back";
    }

    @Override
    public String title() {
        return "put the former version back";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Versions.facts(blueprint.cluster(), host));
        facts.add(KeptFormer.MARK);
        facts.add(KeptFormer.LINKS);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (!KeptFormer.isThere(view.blueprint(), view.facts())) {
            return new Decision.Skip("it keeps no former version, or is back already");
        }
        var later = later(view);
        if (later.isPresent()) {
            String why = later.get() + " runs the new version already";
            return afterFailure
                    ? new Decision.Skip(why)
                    : new Decision.Blocked(
                            new Problem(
                                    view.host() + " cannot go back",
                                    why
                                            + "; a control plane goes back to an older Kubernetes only while no later node has started",
                                    "nothing was changed",
                                    "mend it as it is ('kprov status'), or go back as a whole: kprov etcd restore"));
        }
        var actions = new ArrayList<Action>();
        // What was begun outlives the failure of the link to it.
        for (String unit : List.of(WithNewKubelet.UNIT, UpgradeNode.KUBEADM_UNIT)) {
            actions.add(
                    Systemd.awaitEnded(
                            "%s has ended on %s".formatted(unit, view.host()), unit, LONGEST));
        }
        if (view.cluster().isEtcdMember(view.host())) {
            actions.add(Membership.handOver(view.host()));
        }
        actions.add(
                new Action.Run(
                        "put links, settings and manifests of " + KeptFormer.FOLDER + " back",
                        Command.script(PUT_BACK, KeptFormer.FOLDER),
                        Duration.ofMinutes(3),
                        Where.SELF));
        actions.add(ApplyKubeletConfig.healthy(view.host()));
        if (view.host().has(Role.CONTROL_PLANE)) {
            actions.add(StaticPods.awaitApiServer(view.host()));
        }
        actions.add(
                new Action.Run(
                        "note that it is back",
                        Command.of("rm", "-f", KeptFormer.MARK.path()),
                        Duration.ofSeconds(20),
                        Where.SELF));
        return new Decision.Do(
                Sign.CHANGE,
                afterFailure ? "the new version does not work" : "it is wanted so",
                actions);
    }

    /** A node that comes after this control plane, and must not be newer than it. */
    private static Optional<Host> later(View view) {
        String wanted = view.blueprint().lock().artifact(Program.KUBEADM).version();
        if (KeptFormer.version(view.facts(), Program.KUBEADM).filter(wanted::equals).isPresent()) {
            return Optional.empty();
        }
        var order = new ArrayList<>(view.cluster().controlPlanes());
        int own = order.indexOf(view.host());
        order.addAll(view.cluster().workerNodes());
        return order.stream()
                .skip(own < 0 ? order.size() : own + 1L)
                .filter(host ->
                        view.others()
                                .facts(host)
                                .flatMap(facts -> Versions.inUse(facts, Program.KUBEADM))
                                .filter(wanted::equals)
                                .isPresent())
                .findFirst();
    }
}
