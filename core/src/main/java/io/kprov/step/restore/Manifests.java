package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.render.StaticPod;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Manifests that were taken away from the kubelet. */
final class Manifests {
    private Manifests() {}

    /** Gives those of these pods back that were there before. */
    static Action putBack(RestoreOrder order, List<StaticPod> pods) {
        var names = pods.stream().map(StaticPod::kubeadmName).toList();
        var words = new ArrayList<>(List.of(order.folder() + "/manifests"));
        words.addAll(names);
        return new Action.Run(
                "give the kubelet back " + names.stream().collect(Collectors.joining(", ")),
                Command.script(
                        """
                        # kprov: put-back-manifests
                        set -eu
                        aside=$1
                        shift
                        for pod; do
                            [ -e "$aside/$pod.yaml" ] || continue
                            # Another file system, perhaps: the kubelet must not read half of it.
                            cp -p "$aside/$pod.yaml" "/etc/kubernetes/.kprov-$pod.yaml"
                            mv "/etc/kubernetes/.kprov-$pod.yaml" "/etc/kubernetes/manifests/$pod.yaml"
                            rm -f "$aside/$pod.yaml"
                        done
                        # One that was started while no API server answered waits for its node, and takes no
                        # new manifest meanwhile; when it starts, it reads them all.
                        systemctl restart kubelet
                        """,
                        words.toArray(String[]::new)),
                Duration.ofMinutes(2),
                Where.SELF);
    }
}
