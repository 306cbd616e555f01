package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/** Two pods with a small web server each, behind a Service each, placed by the scheduler. */
record TwoPods(Kubectl kubectl) {

    /**
     * Starts {@code pod-a} and {@code pod-b} on these nodes, lets them talk both ways, and removes
     * them.
     */
    void talk(String nodeA, String nodeB) {
        kubectl.runWithInput(
                        manifest("pod-a", nodeA) + manifest("pod-b", nodeB), "apply", "-f", "-")
                .orFail();
        kubectl.run("wait", "--for=condition=Ready", "--timeout=120s", "pod/pod-a", "pod/pod-b")
                .orFail();

        reaches("pod-a", "pod-b");
        reaches("pod-b", "pod-a");

        kubectl.run("delete", "pod,service", "-l", "story=two-pods", "--now").orFail();
    }

    private void reaches(String from, String to) {
        JsonNode pod = kubectl.get("pod", to);
        String address = pod.at("/status/podIP").asString();
        assertThat(inPod(from, "wget", "-q", "-O", "-", "http://" + address + ":8080/"))
                .isEqualTo(to);
        assertThat(inPod(from, "wget", "-q", "-O", "-", "http://" + to + "/")).isEqualTo(to);
        String api = kubectl.get("service", "kubernetes").at("/spec/clusterIP").asString();
        assertThat(inPod(from, "nslookup", "kubernetes.default.svc.cluster.local")).contains(api);
        inPod(from, "sh", "-c", "nc kubernetes 443 </dev/null");
    }

    private String inPod(String pod, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "exec";
        all[1] = pod;
        all[2] = "--";
        System.arraycopy(words, 0, all, 3, words.length);
        return kubectl.run(all).orFail().answer();
    }

    private static String manifest(String name, String node) {
        return """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %1$s, labels: {app: %1$s, story: two-pods}}
        spec:
          nodeSelector: {kubernetes.io/hostname: %2$s}
          containers:
            - name: web
              image: docker.io/library/busybox:1.35
              command: [sh, -c, "mkdir /www; echo %1$s > /www/index.html; exec httpd -f -p 8080 -h /www"]
              readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, labels: {story: two-pods}}
        spec:
          selector: {app: %1$s}
          ports: [{port: 80, targetPort: 8080}]
        """
                .formatted(name, node);
    }
}
