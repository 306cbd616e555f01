package io.kprov.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Cluster-wide Kubernetes settings.
 *
 * @param kubeletConfig merged into KubeletConfiguration (kubelet.config.k8s.io/v1beta1)
 * @param kubeProxyConfig merged into KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1)
 * @param etcd the members that kubeadm runs as static pods
 * @param ignorePreflightErrors names of kubeadm's own preflight checks
 */
public record Kubernetes(
        KubernetesVersion version,
        Cidr podCidr,
        Cidr serviceCidr,
        String dnsDomain,
        Map<String, Object> kubeletConfig,
        Map<String, Object> kubeProxyConfig,
        ApiServer apiServer,
        Component controllerManager,
        Component scheduler,
        Component etcd,
        List<String> ignorePreflightErrors) {

    public Kubernetes {
        kubeletConfig = Ordered.copyOf(kubeletConfig);
        kubeProxyConfig = Ordered.copyOf(kubeProxyConfig);
        ignorePreflightErrors = List.copyOf(ignorePreflightErrors);
    }

    /** The prefix of each node's part of the pod network. */
    public int nodePrefix() {
        return nodePrefix(podCidr, controllerManager.extraArgs);
    }

    /**
     * The same, from the network and the flags of kube-controller-manager: without
     * --node-cidr-mask-size it is 24, or 64 for IPv6 (kubernetes.io: kube-controller-manager).
     */
    public static int nodePrefix(Cidr podCidr, Map<String, String> controllerManagerArgs) {
        boolean v6 = podCidr.network().isV6();
        return Stream.of("node-cidr-mask-size", "node-cidr-mask-size-" + (v6 ? "ipv6" : "ipv4"))
                .map(flag -> controllerManagerArgs.getOrDefault(flag, ""))
                .filter(text -> text.matches("[1-9][0-9]{0,2}"))
                .map(Integer::valueOf)
                .filter(prefix -> prefix <= (v6 ? 128 : 32))
                .findFirst()
                .orElse(v6 ? 64 : 24);
    }

    /** Where DNS answers: kubeadm's convention is the service network's tenth address. */
    public IpAddress dnsAddress() {
        return serviceCidr.address(10);
    }

    /** A control plane component's command line, above kprov's own defaults. */
    public record Component(Map<String, String> extraArgs) {
        public Component {
            extraArgs = Ordered.copyOf(extraArgs);
        }
    }

    /**
     * The API server's settings.
     *
     * @param extraSans names and addresses that its certificate has besides those that kprov knows
     * @param auditPolicy audit.k8s.io/v1 Policy that takes the place of kprov's; empty text means
     *     kprov's
     */
    public record ApiServer(
            Map<String, String> extraArgs, List<String> extraSans, String auditPolicy) {
        public ApiServer {
            extraArgs = Ordered.copyOf(extraArgs);
            extraSans = List.copyOf(extraSans);
        }
    }
}
