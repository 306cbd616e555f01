package io.kprov.model;

import java.util.List;
import java.util.Map;

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
