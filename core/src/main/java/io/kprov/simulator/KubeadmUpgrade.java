package io.kprov.simulator;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code kubeadm upgrade}: of the cluster on its first control plane, and of further nodes. */
final class KubeadmUpgrade {
    private final SimulatedCluster cluster;
    private final Kubeadm kubeadm;

    KubeadmUpgrade(SimulatedCluster cluster, Kubeadm kubeadm) {
        this.cluster = cluster;
        this.kubeadm = kubeadm;
    }

    /** {@code upgrade plan VERSION}, by a kubeadm of this version. */
    void plan(String version, String wanted) {
        checkApi();
        KubeadmVersion.deployed(version, wanted);
    }

    /** {@code upgrade apply VERSION}: the version becomes the cluster's. */
    Answer apply(SimulatedMachine machine, Options options) {
        checkApi();
        var settings = kubeadm.clusterConfiguration();
        settings.put("kubernetesVersion", options.plain().getLast());
        String patches = patches(machine, options, "apply");
        controlPlane(machine, patches, settings);
        kubeadm.upload("kubeadm-config", "ClusterConfiguration", settings);
        kubeadm.upload("kubelet-config", "kubelet", document("kubelet-config", "kubelet"));
        kubeadm.upgradeKubeletConfig(machine, patches);
        addons(machine, settings);
        return Answer.ok();
    }

    /** {@code upgrade node}: the node follows the cluster. */
    void node(SimulatedMachine machine, Options options) {
        checkApi();
        var settings = kubeadm.clusterConfiguration();
        String patches = patches(machine, options, "node");
        boolean controlPlane =
                machine.files().exists(SimulatedMachine.MANIFESTS + "/kube-apiserver.yaml");
        if (controlPlane) {
            controlPlane(machine, patches, settings);
        }
        kubeadm.upgradeKubeletConfig(machine, patches);
        if (controlPlane) {
            addons(machine, settings);
        }
    }

    /** As a word, or in an UpgradeConfiguration. */
    private static String patches(SimulatedMachine machine, Options options, String part) {
        return options.value("--patches")
                .orElseGet(() ->
                        new KubeadmConfig(machine, options.required("--config"))
                                .document("UpgradeConfiguration")
                                .path(part)
                                .path("patches")
                                .path("directory")
                                .asString(""));
    }

    private void checkApi() {
        if (!cluster.anyApiReady()) {
            throw new ProgramFailure("[ERROR CoreDNSUnsupportedPlugins]: connection refused");
        }
    }

    private ObjectNode document(String map, String key) {
        return Json.document(kubeadm.data("kube-system", map, key));
    }

    /** A manifest that is as it would be written anew is left alone. */
    private void controlPlane(SimulatedMachine machine, String patches, ObjectNode settings) {
        var version = KubeadmVersion.of(machine, settings);
        var names =
                settings.path("etcd").has("local")
                        ? List.of(
                                "etcd",
                                "kube-apiserver",
                                "kube-controller-manager",
                                "kube-scheduler")
                        : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");
        for (String name : names) {
            String path = SimulatedMachine.MANIFESTS + "/" + name + ".yaml";
            String text =
                    Json.pretty(
                            KubeadmConfig.patched(
                                    machine,
                                    patches,
                                    KubernetesObjects.staticPod(name, settings, version),
                                    name));
            if (!machine.files().text(path).equals(text)) {
                machine.files().writeRootOnly(path, text);
                machine.settle();
                machine.pods().await();
            }
            if (!machine.podReady(name)) {
                throw new ProgramFailure(
                        "couldn't upgrade control plane: timed out waiting for the condition: "
                                + name);
            }
        }
    }

    /** Deployed anew once no API server is of another version. */
    private void addons(SimulatedMachine machine, ObjectNode settings) {
        var version = KubeadmVersion.of(machine, settings);
        boolean all =
                cluster.machines().stream()
                        .map(each -> each.pods().version("kube-apiserver"))
                        .filter(found -> !found.isEmpty())
                        .allMatch(version.kubernetes().toString()::equals);
        if (all) {
            kubeadm.upload("kube-proxy", "config.conf", document("kube-proxy", "config.conf"));
            cluster.apply(KubernetesObjects.kubeProxy(version));
            cluster.replace(KubernetesObjects.coreDns(version));
        }
    }
}
