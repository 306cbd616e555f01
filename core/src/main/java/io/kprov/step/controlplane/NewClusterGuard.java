package io.kprov.step.controlplane;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.HttpFact;
import io.kprov.facts.PathFact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Blueprint;
import io.kprov.step.Joined;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A blank host is not a blank cluster: no CA is made and no {@code kubeadm init} runs while any
 * control plane or etcd host is unreachable or holds traces of a cluster, or while the endpoint
 * answers.
 */
public final class NewClusterGuard {
    private static final PathFact CA = new PathFact("/etc/kubernetes/pki/ca.crt");
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final EtcdKeysFact KEYS = new EtcdKeysFact();
    private static final PathFact MEMBER = new PathFact(EtcdFiles.DATA_PATH);

    /** There while a member that kprov began has not been seen healthy. */
    private static final PathFact BEGINNING = new PathFact(EtcdFiles.BOOTSTRAP_PATH);

    private NewClusterGuard() {}

    /** What is asked of a control plane or etcd host. */
    public static Set<Fact<?>> facts(Blueprint blueprint) {
        return new LinkedHashSet<>(
                List.of(
                        CA,
                        Joined.KUBELET_CONF,
                        Joined.UNFINISHED_INIT,
                        MEMBER,
                        BEGINNING,
                        endpoint(blueprint)));
    }

    private static HttpFact endpoint(Blueprint blueprint) {
        return new HttpFact("https://" + blueprint.cluster().controlPlane().endpoint() + "/livez");
    }

    /**
     * An external etcd of this very cluster, in which nothing of Kubernetes is yet, or only what an
     * init on this host left that never came to its end. One whose first start was cut short gives
     * no answer before the others have started, too; then it is looked at again.
     */
    private static boolean isOwnEtcd(View view, Host host, HostFacts facts, boolean ownPki) {
        return ownPki
                && view.cluster().isExternalMember(host)
                && facts.knows(MEMBERS)
                && (facts.get(MEMBERS).answered()
                        ? !facts.get(KEYS) || view.get(Joined.UNFINISHED_INIT)
                        : facts.get(BEGINNING));
    }

    /**
     * Why nothing new may be made; empty when all hosts that could hold a cluster were seen and are
     * blank.
     *
     * @param ownPki whether the CA on the hosts, if there is one, is the operator's own: then it
     *     does not speak against the init
     */
    public static Optional<Problem> check(View view, boolean ownPki, String what) {
        var traces = new ArrayList<String>();
        var hosts = new LinkedHashSet<>(view.cluster().controlPlanes());
        hosts.addAll(view.cluster().etcdMembers());
        for (Host host : hosts) {
            var facts = view.others().facts(host);
            if (facts.isEmpty()) {
                traces.add(host + " cannot be reached, and may hold a cluster");
                continue;
            }
            if (!ownPki && facts.get().get(CA)) {
                traces.add(host + " holds a certificate authority (" + CA.path() + ")");
            }
            if (ownPki && host.equals(view.host()) && facts.get().get(Joined.UNFINISHED_INIT)) {
                continue; // an init that never came to its end: what it left is no cluster
            }
            if (facts.get().get(Joined.KUBELET_CONF)) {
                traces.add(host + " belongs to a cluster (" + Joined.KUBELET_CONF.path() + ")");
            }
            if (facts.get().get(MEMBER) && !isOwnEtcd(view, host, facts.get(), ownPki)) {
                traces.add(host + " holds etcd data (" + MEMBER.path() + ")");
            }
            int status = facts.get().get(endpoint(view.blueprint()));
            // 503 is the load balancer itself: it answers before there is an API server behind it.
            if (status != 0 && status != 503) {
                traces.add(
                        "the endpoint "
                                + view.cluster().controlPlane().endpoint()
                                + " answers from "
                                + host);
            }
        }
        return traces.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                what + " is refused: this is not a blank cluster",
                                String.join("\n", traces),
                                "nothing was made or changed",
                                "if the cluster lives: bring back .kprov/"
                                        + view.cluster().name()
                                        + " from its backup, or have kprov fetch what the hosts"
                                        + " hold of it (kprov certs recover), and make every host"
                                        + " reachable;\n"
                                        + "if those are leftovers: run 'kubeadm reset' on the hosts named above; then repeat the command"));
    }
}
