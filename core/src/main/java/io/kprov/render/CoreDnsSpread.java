package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.Map;
import java.util.Optional;

/**
 * The patch of kubeadm's CoreDNS deployment that spreads its pods over hosts, and over zones where
 * there are several: kubeadm's own two start on the first control plane, the only node that is
 * there.
 *
 * <p>The scheduler gives no points at all to a node that lacks the label of any constraint
 * (kubernetes.io: Pod Topology Spread Constraints): with a node that has no zone, a constraint on
 * zones would undo the one on hosts.
 */
public final class CoreDnsSpread {
    public static final String NAMESPACE = "kube-system";
    public static final String DEPLOYMENT = "coredns";

    static final Template<Values> PATCH = new Template<>("coredns/spread.yaml", Values.class);

    record Values(boolean zones) {}

    private CoreDnsSpread() {}

    /** For {@code kubectl patch --type=merge --patch-file}; safe to repeat. */
    public static String yaml(Cluster cluster) {
        return PATCH.render(new Values(hasZones(cluster)));
    }

    /** The same as a map: every key of it is in the deployment once it is in force. */
    public static Map<String, Object> document(Cluster cluster) {
        return YamlText.parse(yaml(cluster));
    }

    private static boolean hasZones(Cluster cluster) {
        var nodes = cluster.nodes();
        return nodes.stream().allMatch(node -> node.zone().isPresent())
                && nodes.stream().map(Host::zone).flatMap(Optional::stream).distinct().count() > 1;
    }
}
