package io.kprov.step;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.PathFact;
import java.util.Set;

/**
 * Whether a host is in a cluster: kubeadm writes the kubelet's kubeconfig at init and join, and
 * nobody else does. While {@link KubeadmRun} has not come to its end, a mark beside kprov's own
 * records says so.
 */
public final class Joined {
    /** kubeadm has got so far that the host has an identity. */
    public static final PathFact KUBELET_CONF = new PathFact("/etc/kubernetes/kubelet.conf");

    /** {@code kubeadm init} was begun, and its end was not seen. */
    public static final PathFact UNFINISHED_INIT = new PathFact("/var/lib/kprov/unfinished-init");

    /** The same of {@code kubeadm join}. */
    public static final PathFact UNFINISHED_JOIN = new PathFact("/var/lib/kprov/unfinished-join");

    /** The questions to the host. */
    public static final Set<Fact<?>> FACTS = Set.of(KUBELET_CONF, UNFINISHED_INIT, UNFINISHED_JOIN);

    private Joined() {}

    /** Whether the step's host has joined and nothing of that is left to do. */
    public static boolean is(View view) {
        return is(view.facts());
    }

    /** The same of a host with these facts. */
    public static boolean is(HostFacts facts) {
        return facts.get(KUBELET_CONF)
                && !facts.get(UNFINISHED_INIT)
                && !facts.get(UNFINISHED_JOIN);
    }
}
