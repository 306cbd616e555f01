package io.kprov.sizing;

import static io.kprov.sizing.Sizing.MOST_NODES;
import static io.kprov.sizing.Sizing.MOST_PODS;
import static io.kprov.sizing.Sizing.MOST_PODS_A_NODE;
import static io.kprov.sizing.Sizing.count;

import io.kprov.sizing.Sizing.Advice;
import io.kprov.sizing.Sizing.Kind;
import io.kprov.sizing.Sizing.PodNetwork;
import io.kprov.sizing.Sizing.ServiceNetwork;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a cluster's sizes does not fit or is tight, the worst first of its kind. */
record Judgement(
        List<Kind> kinds, long pods, PodNetwork podNetwork, ServiceNetwork serviceNetwork) {
    /** Fewer make a network worth a word. */
    private static final BigInteger FEW_SERVICES = BigInteger.valueOf(250);

    List<Advice> advice() {
        int nodes = kinds.stream().mapToInt(Kind::nodes).sum();
        var found = new ArrayList<Advice>();
        if (nodes > MOST_NODES) {
            found.add(
                    tooMuch(
                            "%s nodes are more than the %s that Kubernetes is tested with"
                                    .formatted(count(nodes), count(MOST_NODES)),
                            "make several clusters"));
        }
        if (pods > MOST_PODS) {
            found.add(
                    tooMuch(
                            "%s pods are more than the %s that Kubernetes is tested with"
                                    .formatted(count(pods), count(MOST_PODS)),
                            "lower maxPods (kubernetes.kubelet.config, or that of pools), or make"
                                    + " several clusters"));
        }
        int most = kinds.stream().mapToInt(Kind::podsEach).max().orElse(0);
        if (most > MOST_PODS_A_NODE) {
            found.add(
                    tight(
                            "maxPods %d is more than the %d pods a node that Kubernetes is tested with"
                                    .formatted(most, MOST_PODS_A_NODE),
                            "take more and smaller nodes, or prove it with your own load"));
        }
        addresses(most).ifPresent(found::add);
        long free = podNetwork.mostNodes() - nodes;
        if (free * 10 < podNetwork.mostNodes() && nodes < MOST_NODES) {
            found.add(
                    tight(
                            "the pod network has room for %s more nodes of %s"
                                    .formatted(
                                            count(Math.max(0, free)),
                                            count(podNetwork.mostNodes())),
                            "take a larger kubernetes.podCidr before the cluster is made: it cannot"
                                    + " be changed afterwards"));
        }
        if (serviceNetwork.addresses().compareTo(FEW_SERVICES) < 0) {
            found.add(
                    tight(
                            "the service network has %s addresses, one for each service"
                                    .formatted(count(serviceNetwork.addresses())),
                            "take a larger kubernetes.serviceCidr; a cluster that runs gets further"
                                    + " ones as ServiceCIDR objects"));
        }
        return found;
    }

    /**
     * An address should rest before another pod has it: GKE gives a node at least twice as many as
     * pods ("Configure maximum Pods per node").
     */
    private Optional<Advice> addresses(int most) {
        int bits = podNetwork.cidr().contains(":") ? 128 : 32;
        var wanted = BigInteger.valueOf(2L * most);
        if (podNetwork.addressesEach().compareTo(wanted) >= 0) {
            return Optional.empty();
        }
        int larger = podNetwork.nodePrefix();
        while (BigInteger.ONE.shiftLeft(bits - larger).compareTo(wanted.add(BigInteger.valueOf(3)))
                < 0) {
            larger--;
        }
        String change =
                "lower maxPods to %s, or give each node a /%d before the cluster is made: kubernetes.controllerManager.extraArgs {node-cidr-mask-size: \"%d\"}";
        return Optional.of(
                podNetwork.addressesEach().compareTo(BigInteger.valueOf(most)) < 0
                        ? tooMuch(
                                "a node's /%d has addresses for %s pods, maxPods is %d"
                                        .formatted(
                                                podNetwork.nodePrefix(),
                                                count(podNetwork.addressesEach()),
                                                most),
                                change.formatted(podNetwork.addressesEach(), larger, larger))
                        : tight(
                                "a node's /%d has %s addresses for %d pods: one that a pod gave back is soon another's"
                                        .formatted(
                                                podNetwork.nodePrefix(),
                                                count(podNetwork.addressesEach()),
                                                most),
                                change.formatted(
                                        podNetwork.addressesEach().shiftRight(1), larger, larger)));
    }

    private static Advice tooMuch(String found, String change) {
        return new Advice(Advice.Level.TOO_MUCH, found, change);
    }

    private static Advice tight(String found, String change) {
        return new Advice(Advice.Level.TIGHT, found, change);
    }
}
