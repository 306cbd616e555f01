package io.kprov.simulator;

import io.kprov.lockfile.VersionTable;
import io.kprov.model.KubernetesVersion;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A Kubernetes version as kubeadm deploys it: which image each component has.
 *
 * @param settings the ClusterConfiguration, which may name others of etcd and CoreDNS
 */
record KubeadmVersion(KubernetesVersion kubernetes, JsonNode settings) {

    /**
     * The version that a ClusterConfiguration names.
     *
     * @throws ProgramFailure when it is none that the machine's kubeadm deploys: its own minor and
     *     the one before
     */
    static KubeadmVersion of(SimulatedMachine machine, JsonNode settings) {
        return new KubeadmVersion(
                deployed(
                        machine.versionOf("kubeadm"),
                        settings.path("kubernetesVersion").asString("")),
                settings);
    }

    /** A version that this kubeadm, which may be another than the linked one, deploys. */
    static KubernetesVersion deployed(String kubeadm, String wanted) {
        var own = parsed(kubeadm);
        var version = parsed(wanted);
        int behind = own.minor() - version.minor();
        if (own.isOlderThan(version) || behind > 1) {
            throw new ProgramFailure(
                    "this version of kubeadm, %s, does not deploy control planes of %s"
                            .formatted(own, version));
        }
        return version;
    }

    private static KubernetesVersion parsed(String text) {
        return KubernetesVersion.parse(text)
                .orElseThrow(
                        () -> new ProgramFailure("could not parse \"" + text + "\" as version"));
    }

    /** The image of a component. */
    String image(String component) {
        var versions = VersionTable.versions(kubernetes, Map.of());
        return "registry.k8s.io/"
                + switch (component) {
                    case "etcd" ->
                            "etcd:"
                                    + settings.path("etcd")
                                            .path("local")
                                            .path("imageTag")
                                            .asString(versions.etcdImageTag());
                    case "coredns" ->
                            "coredns/coredns:"
                                    + settings.path("dns")
                                            .path("imageTag")
                                            .asString("v" + versions.coredns());
                    default -> component + ":" + kubernetes.tag();
                };
    }
}
