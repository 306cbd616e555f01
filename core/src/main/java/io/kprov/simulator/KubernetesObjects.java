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

    static ObjectNode coreDns() {
        var deployment = object("apps/v1", "Deployment", "kube-system", "coredns");
        deployment.putObject("spec").put("replicas", 2).putObject("template").putObject("spec");
        return deployment;
    }

    static ObjectNode kubeProxy() {
        var set = object("apps/v1", "DaemonSet", "kube-system", "kube-proxy");
        set.putObject("spec").putObject("template").putObject("metadata");
        return set;
    }

    /** A manifest with the component's arguments from ClusterConfiguration. */
    static ObjectNode staticPod(String name, JsonNode settings) {
        JsonNode component =
                switch (name) {
                    case "etcd" -> settings.path("etcd").path("local");
                    case "kube-apiserver" -> settings.path("apiServer");
                    case "kube-controller-manager" -> settings.path("controllerManager");
                    default -> settings.path("scheduler");
                };
        var pod = object("v1", "Pod", "kube-system", name);
        var container = pod.putObject("spec").putArray("containers").addObject();
        container.put("name", name);
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
