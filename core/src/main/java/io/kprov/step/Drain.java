package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.NodePods.Pod;
import io.kprov.model.Host;
import io.kprov.step.Action.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kubectl drain}, which keeps to disruption budgets (kubernetes.io: Safely Drain a Node).
 * When it comes to no end the node takes pods again, if it was kprov that cordoned it.
 *
 * @param node the host whose node it is
 */
public record Drain(Host node, Manner manner) {
    /** On a node that kprov cordoned: why. Whoever finds it may uncordon the node. */
    public static final String CORDONED = "kprov.io/cordoned";

    /** So many are named, then their number. */
    private static final int FEW = 5;

    /**
     * What the operator allows.
     *
     * @param timeout how long pods may take to go
     * @param disableEviction delete pods, whatever their disruption budgets say
     * @param force delete pods that nobody makes anew
     */
    public record Manner(Duration timeout, boolean disableEviction, boolean force) {}

    /**
     * The command.
     *
     * @param why the node is cordoned: the annotation's value
     */
    public Action action(String why) {
        var words = new ArrayList<>(List.of(why, node.name()));
        words.addAll(options());
        return new Action.Run(
                "kubectl drain " + node + " " + String.join(" ", options()),
                Command.script(
                        """
                        # kprov: drain-node
                        k() { %s "$@"; }
                        why=$1 node=$2
                        shift 2
                        if [ "$(k get node "$node" -o 'jsonpath={.spec.unschedulable}')" != true ]; then
                            k annotate --overwrite node "$node" %2$s="$why" >/dev/null || exit 1
                        fi
                        k drain "$node" "$@" && exit 0
                        status=$?
                        if [ -n "$(k get node "$node" -o 'jsonpath={.metadata.annotations.%3$s}')" ]; then
                            k uncordon "$node" >&2 && k annotate node "$node" %2$s- >/dev/null
                        fi
                        exit $status
                        """
                                .formatted(
                                        Kubectl.command(), CORDONED, CORDONED.replace(".", "\\.")),
                        words.toArray(String[]::new)),
                manner.timeout.plusMinutes(1),
                Where.CONTROL_PLANE);
    }

    private List<String> options() {
        var words =
                new ArrayList<>(
                        List.of(
                                "--ignore-daemonsets",
                                "--delete-emptydir-data",
                                "--timeout=" + manner.timeout.toSeconds() + "s"));
        if (manner.force) {
            words.add("--force");
        }
        if (manner.disableEviction) {
            words.add("--disable-eviction");
        }
        return words;
    }

    /** What becomes of the pods that move. */
    public static String outlook(List<Pod> moving) {
        var parts = new ArrayList<String>();
        parts.add(
                switch (moving.size()) {
                    case 0 -> "no pod has to move";
                    case 1 -> "1 pod moves";
                    default -> moving.size() + " pods move";
                });
        var data = moving.stream().filter(Pod::keepsData).toList();
        if (!data.isEmpty()) {
            parts.add("emptyDir data is lost of " + few(data));
        }
        var lost = moving.stream().filter(Pod::isLost).toList();
        if (!lost.isEmpty()) {
            parts.add("nobody makes anew " + few(lost));
        }
        return String.join("; ", parts);
    }

    /** Some of them, and how many more there are. */
    public static String few(List<?> all) {
        var shown = new ArrayList<>(all.stream().limit(FEW).map(Object::toString).toList());
        if (all.size() > FEW) {
            shown.add("%d more".formatted(all.size() - FEW));
        }
        return String.join(", ", shown);
    }
}
