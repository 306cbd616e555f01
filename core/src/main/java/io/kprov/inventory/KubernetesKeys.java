package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.list;
import static io.kprov.inventory.KeyType.text;

import io.kprov.model.KubernetesVersion;

/** The rows of the key table below {@code kubernetes}. */
final class KubernetesKeys {
    private KubernetesKeys() {}

    static Key kubernetes() {
        return part(
                        "kubernetes",
                        "Cluster-wide settings of Kubernetes.",
                        required(
                                "version",
                                text(KubernetesFormats.VERSION),
                                "The version: a release of the supported minors ("
                                        + String.join(", ", KubernetesVersion.SUPPORTED_MINORS)
                                        + ").",
                                "1.36.3"),
                        optional(
                                        "podCidr",
                                        text(NetworkFormats.NETWORK),
                                        "The network of the pods; each node gets a /24 of it (IPv6:"
                                                + " a /64).",
                                        "10.244.0.0/16")
                                .orElse("10.244.0.0/16"),
                        optional(
                                        "serviceCidr",
                                        text(NetworkFormats.NETWORK),
                                        "The network of the services.",
                                        "10.96.0.0/12")
                                .orElse("10.96.0.0/12"),
                        optional(
                                        "dnsDomain",
                                        text(NetworkFormats.DNS_DOMAIN),
                                        "The DNS domain of the services.",
                                        "cluster.local")
                                .orElse("cluster.local"),
                        part(
                                "kubelet",
                                "All kubelets.",
                                optional(
                                        "config",
                                        new KeyType.Free(),
                                        "Merged into KubeletConfiguration"
                                                + " (kubelet.config.k8s.io/v1beta1). Leave alone what"
                                                + " kprov and kubeadm set: tlsCertFile,"
                                                + " tlsPrivateKeyFile, rotateCertificates, clusterDNS,"
                                                + " clusterDomain, staticPodPath, authentication,"
                                                + " authorization, cgroupDriver.",
                                        "{maxPods: 200}")),
                        part(
                                "kubeProxy",
                                "All kube-proxies.",
                                optional(
                                        "config",
                                        new KeyType.Free(),
                                        "Merged into KubeProxyConfiguration"
                                                + " (kubeproxy.config.k8s.io/v1alpha1).",
                                        "{mode: nftables}")),
                        part(
                                "apiServer",
                                "The API servers.",
                                extraArgs("{profiling: \"false\"}"),
                                optional(
                                        "extraSans",
                                        list(text(NetworkFormats.SAN)),
                                        "Names and addresses in the serving certificate besides"
                                                + " those that kprov knows.",
                                        "[kube.example.com]"),
                                optional(
                                        "auditPolicy",
                                        text(Formats.TEXT),
                                        "An audit.k8s.io/v1 Policy instead of kprov's.",
                                        "\"${file:audit-policy.yaml}\"")),
                        part(
                                "controllerManager",
                                "The controller managers.",
                                extraArgs("{terminated-pod-gc-threshold: \"1000\"}")),
                        part("scheduler", "The schedulers.", extraArgs("{v: \"2\"}")),
                        part(
                                "etcd",
                                "The members of etcd, stacked or external.",
                                extraArgs(
                                        "{heartbeat-interval: \"250\", election-timeout: \"2500\"}")),
                        optional(
                                "ignorePreflightErrors",
                                list(text(KubernetesFormats.KUBEADM_CHECK)),
                                "kubeadm's own preflight checks whose failure is accepted, by"
                                        + " kubeadm's names.",
                                "[Swap]"))
                .must();
    }

    private static Key extraArgs(String example) {
        return optional(
                "extraArgs",
                new KeyType.Named(KubernetesFormats.FLAG, text(KubernetesFormats.FLAG_VALUE)),
                "Flags without the dashes, above kprov's own; values are strings, so numbers and"
                        + " booleans stand in quotes.",
                example);
    }
}
