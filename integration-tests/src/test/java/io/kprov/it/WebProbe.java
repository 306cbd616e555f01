package io.kprov.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web service of two replicas, as one that is to survive an upgrade is deployed: spread, with a
 * disruption budget, a readiness probe, and a pause before it ends. It is asked from outside the
 * cluster, through each worker in turn.
 */
final class WebProbe {
    private static final int PORT = 30080;

    private final List<LabHost> workers;
    private final Thread asking = Thread.ofVirtual().unstarted(this::ask);
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean stopped;

    private WebProbe(List<LabHost> workers) {
        this.workers = workers;
    }

    static WebProbe start(Kubectl kubectl, LabHost... workers) {
        kubectl.runWithInput(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: web}
                        spec:
                          replicas: 2
                          selector: {matchLabels: {app: web}}
                          template:
                            metadata: {labels: {app: web}}
                            spec:
                              topologySpreadConstraints:
                                - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}
                              terminationGracePeriodSeconds: 15
                              containers:
                                - name: web
                                  image: docker.io/library/busybox:1.35
                                  command: [sh, -c, "mkdir /www; echo web > /www/index.html; exec httpd -f -p 8080 -h /www"]
                                  readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                                  lifecycle: {preStop: {exec: {command: [sleep, "8"]}}}
                        ---
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {name: web}
                        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: web}
                        spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: %d}]}
                        """
                                .formatted(PORT),
                        "apply",
                        "-f",
                        "-")
                .orFail();
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s").orFail();
        WebProbe probe = new WebProbe(List.of(workers));
        Await.until(
                "the service answers through every worker",
                Duration.ofMinutes(1),
                () -> probe.workers.stream().allMatch(worker -> probe.get(worker).isEmpty()));
        probe.asking.start();
        return probe;
    }

    private void ask() {
        for (int n = 0; !stopped; n++) {
            LabHost worker = workers.get(n % workers.size());
            String failure = get(worker);
            if (failure.isEmpty()) {
                answered.incrementAndGet();
            } else {
                failures.add(LocalTime.now(ZoneOffset.UTC) + " " + worker.name() + ": " + failure);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** Each on a connection of its own; empty when it was answered. */
    private String get(LabHost worker) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://%s:%d/".formatted(worker.address(), PORT)))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "" : "status " + answer.statusCode();
        } catch (IOException failed) {
            return failed.toString();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /**
     * What it saw.
     *
     * @param failures requests that nobody answered, each with its time
     */
    record Report(int answered, List<String> failures) {}

    Report stop(Kubectl kubectl) throws InterruptedException {
        stopped = true;
        asking.join();
        kubectl.run("delete", "deployment,service,pdb", "web", "--wait=false").orFail();
        return new Report(answered.get(), List.copyOf(failures));
    }
}
