package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.lockfile.Artifact;
import io.kprov.model.Host;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.StaticPod;
import io.kprov.step.Action;
import io.kprov.step.Derived;
import io.kprov.step.controlplane.StaticPods.Manifest;
import io.kprov.step.etcd.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Static pods and kubelet of another version in one go. The old kubelet stops, and the containers
 * run on; the API server is told to end, which takes it out of HAProxy while it still answers, and
 * the others after it; then the new kubelet starts everything from the new manifests. So no kubelet
 * is ever newer than the API server that it talks to (kubernetes.io: Version Skew Policy), which is
 * its own host's.
 */
public final class WithNewKubelet {
    /** The name of its unit on the host. */
    public static final String UNIT = "replace-static-pods";

    /**
     * It outlives kprov: with a kubelet that is stopped nothing would start again. A kubelet that
     * starts while former containers run ends them and starts the new ones at the same time: these
     * find their ports taken and wait ten seconds, and an API server that came up with the former
     * etcd serves without any. So all of them end before.
     */
    private static final String REPLACE =
            """
            # kprov: replace-static-pods. $1 the kubelet's link, $2 where it is to lead, $3 init.yaml, $4 pods that end;
            # then for each that changes: kubeadm's phase, record, file, origin
            set -e
            umask 077
            link=$1 target=$2 config=$3 pods=$4
            shift 4
            """
                    + StaticPodEnd.FUNCTION
                    + """
                    trap 'systemctl daemon-reload; systemctl reset-failed kubelet 2>/dev/null; systemctl start kubelet' EXIT
                    systemctl stop kubelet
                    while [ $# -gt 0 ]; do
                        kubeadm init phase $1 --config "$config"
                        shift
                    """
                    + Derived.NOTE.indent(4)
                    + """
                        shift 3
                    done
                    end_pods kube-apiserver
                    end_pods $pods
                    ln -sfn "$target" "$link.kprov-new"
                    mv -Tf "$link.kprov-new" "$link"
                    """;

    private WithNewKubelet() {}

    /**
     * The actions.
     *
     * @param changes manifests that are made anew
     * @param ending what the new kubelet starts anew
     */
    static List<Action> actions(
            Host host, Map<StaticPod, Manifest> changes, Set<StaticPod> ending, Artifact kubelet) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                kubelet.program().oneLink(),
                                kubelet.linkTarget(),
                                KubeadmFiles.INIT_PATH,
                                ending.stream()
                                        .map(StaticPod::kubeadmName)
                                        .collect(Collectors.joining(" "))));
        changes.values()
                .forEach(manifest -> {
                    arguments.add(manifest.pod().kubeadmPhase());
                    arguments.addAll(manifest.derived().noteArguments());
                });
        var actions = new ArrayList<Action>();
        if (ending.contains(StaticPod.ETCD)) {
            actions.add(Membership.handOver(host));
        }
        actions.add(
                new Action.LongRun(
                        "replace static pods and kubelet: kubeadm init phase %s; then the API server ends, the others after it, and %s starts"
                                .formatted(
                                        String.join(
                                                ", ",
                                                changes.keySet().stream()
                                                        .map(StaticPod::kubeadmPhase)
                                                        .toList()),
                                        kubelet),
                        UNIT,
                        Command.script(REPLACE, arguments.toArray(String[]::new)),
                        Duration.ofMinutes(5)));
        // Asked on the host itself: another one's silence would pass.
        actions.add(StaticPods.awaitApiServer(host));
        return actions;
    }
}
