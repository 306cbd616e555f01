package io.kprov.simulator;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API objects that kubeadm makes. */
final class KubernetesObjects {
    private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

    private KubernetesObjects() {}

    private static ObjectNode object(String version, String kind, String namespace, String name) {
        var metadata =
                namespace.isEmpty()
                        ? Map.of("name", name)
                        : Map.of("name", name, "namespace", namespace);
        var object = Json.object().put("apiVersion", version).put("kind", kind);
        object.set("metadata", Json.of(metadata));
        return object;
    }

    static ObjectNode configMap(String namespace, String name) {
        return object("v1", "ConfigMap", namespace, name);
    }

    static ObjectNode node(SimulatedMachine machine, JsonNode registration, boolean controlPlane) {
        var node = object("v1", "Node", "", machine.name());
        var labels = node.withObject("/metadata").putObject("labels");
        labels.put("kubernetes.io/hostname", machine.name())
                .put("kubernetes.io/os", "linux")
                .put("kubernetes.io/arch", "amd64");
        if (controlPlane) {
            labels.put(CONTROL_PLANE, "");
        }
        var spec = node.putObject("spec");
        if (registration.path("taints").size() > 0) {
            spec.set("taints", registration.path("taints"));
        }
        return node;
    }

    static ObjectNode coreDns(KubeadmVersion kubeadm) {
        var deployment = object("apps/v1", "Deployment", "kube-system", "coredns");
        var template = deployment.putObject("spec").put("replicas", 2).putObject("template");
        container(template.putObject("spec"), "coredns", kubeadm.image("coredns"));
        return deployment;
    }

    static ObjectNode kubeProxy(KubeadmVersion kubeadm) {
        var set = object("apps/v1", "DaemonSet", "kube-system", "kube-proxy");
        var template = set.putObject("spec").putObject("template");
        template.putObject("metadata");
        container(template.putObject("spec"), "kube-proxy", kubeadm.image("kube-proxy"));
        return set;
    }

    private static ObjectNode container(ObjectNode spec, String name, String image) {
        return spec.putArray("containers").addObject().put("name", name).put("image", image);
    }

    /** The version of a pod's only container, by its image; without the number of its build. */
    static String version(JsonNode pod) {
        return pod.path("spec")
                .path("containers")
                .path(0)
                .path("image")
                .asString("")
                .replaceFirst("^.*:v?", "")
                .replaceFirst("-\\d+$", "");
    }

    /** A manifest with the component's arguments from ClusterConfiguration. */
    static ObjectNode staticPod(String name, JsonNode settings, KubeadmVersion kubeadm) {
        JsonNode component =
                switch (name) {
                    case "etcd" -> settings.path("etcd").path("local");
                    case "kube-apiserver" -> settings.path("apiServer");
                    case "kube-controller-manager" -> settings.path("controllerManager");
                    default -> settings.path("scheduler");
                };
        var pod = object("v1", "Pod", "kube-system", name);
        var container = container(pod.putObject("spec"), name, kubeadm.image(name));
        var command = container.putArray("command").add(name);
        component
                .path("extraArgs")
                .forEach(argument ->
                        command.add(
                                "--"
                                        + argument.path("name").asString("")
                                        + "="
                                        + argument.path("value").asString("")));
        return pod;
    }
}
