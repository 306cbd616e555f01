package io.kprov.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the cluster with kubectl on one of its control planes, independently of kprov. */
final class Kubectl {

    private static final JsonMapper JSON = new JsonMapper();

    private final LabHost controlPlane;

    Kubectl(LabHost controlPlane) {
        this.controlPlane = controlPlane;
    }

    /** Runs kubectl with the control plane's own admin.conf, and leaves no cache behind. */
    Outcome run(String... words) {
        return runWithInput("", words);
    }

    /** As {@link #run}, with manifests on its standard input. */
    Outcome runWithInput(String input, String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "kubectl",
                                "--kubeconfig",
                                "/etc/kubernetes/admin.conf",
                                "--cache-dir",
                                "/dev/null"));
        all.addAll(List.of(words));
        return controlPlane.execWithInput(input, all.toArray(String[]::new));
    }

    /** What {@code kubectl get WORDS -o json} says: one object, or a List. */
    JsonNode get(String... words) {
        List<String> all = new ArrayList<>(List.of("get", "-o", "json"));
        all.addAll(List.of(words));
        return JSON.readTree(run(all.toArray(String[]::new)).orFail().out());
    }

    /** The objects of a kind, for example {@code items("pods", "-A")}. */
    List<JsonNode> items(String... words) {
        return StreamSupport.stream(get(words).path("items").spliterator(), false).toList();
    }

    /** Names of the nodes whose condition Ready is True, in kubectl's order. */
    List<String> readyNodes() {
        return items("nodes").stream()
                .filter(node -> isTrue(node, "Ready"))
                .map(node -> node.at("/metadata/name").asString())
                .toList();
    }

    /**
     * The lab's image of kube-proxy has no {@code /etc/protocols}, as the real one has: nft lists
     * {@code 6} for the {@code tcp} that kube-proxy wrote, which at its next start takes its own
     * services for leftovers and removes them.
     */
    void giveKubeProxyTheNamesOfProtocols() {
        run(
                        "-n",
                        "kube-system",
                        "patch",
                        "daemonset/kube-proxy",
                        "--patch",
                        """
                        spec:
                          template:
                            spec:
                              volumes:
                              - {name: protocols, hostPath: {path: /etc/protocols, type: File}}
                              containers:
                              - name: kube-proxy
                                volumeMounts:
                                - {name: protocols, mountPath: /etc/protocols, readOnly: true}
                        """)
                .orFail();
        run("-n", "kube-system", "rollout", "status", "daemonset/kube-proxy").orFail();
    }

    /** The same for the kube-proxy that kubeadm on this host deploys: a patch of its own. */
    static void giveKubeadmTheNamesOfProtocols(LabHost controlPlane) {
        controlPlane
                .execWithInput(
                        """
                        {"spec": {"template": {"spec": {
                          "volumes": [{"name": "protocols", "hostPath": {"path": "/etc/protocols", "type": "File"}}],
                          "containers": [{"name": "kube-proxy",
                            "volumeMounts": [{"name": "protocols", "mountPath": "/etc/protocols", "readOnly": true}]}]
                        }}}}
                        """,
                        "sh",
                        "-c",
                        "cat >/etc/kubernetes/kprov/patches/kubeproxydaemonset+strategic.json")
                .orFail();
    }

    /** Whether {@code status.conditions} of an object holds this type with status True. */
    static boolean isTrue(JsonNode object, String condition) {
        return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
                .anyMatch(each ->
                        each.path("type").asString().equals(condition)
                                && each.path("status").asString().equals("True"));
    }
}
