package io.kprov.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The static pods that a machine's kubelet runs, each with the manifest that it was started from.
 */
final class SimulatedStaticPods {
    private final SimulatedFiles files;
    private final BiPredicate<String, String> lives;
    private final Map<String, Running> running = new TreeMap<>();

    /** Started from a manifest with this digest. */
    private record Running(String manifestSha256, ObjectNode manifest, Instant readyFrom) {
        String version() {
            return KubernetesObjects.version(manifest);
        }
    }

    /**
     * None at first.
     *
     * @param lives whether a pod's container lives in a version
     */
    SimulatedStaticPods(SimulatedFiles files, BiPredicate<String, String> lives) {
        this.files = files;
        this.lives = lives;
    }

    /** The manifests that they run with, by the pod's name. */
    Map<String, ObjectNode> manifests() {
        var manifests = new LinkedHashMap<String, ObjectNode>();
        running.forEach((name, pod) -> manifests.put(name, pod.manifest));
        return manifests;
    }

    /** Whether the pod's container answers at that time. */
    boolean isReady(String name, Instant now) {
        var pod = running.get(name);
        return pod != null && !now.isBefore(pod.readyFrom) && lives.test(name, pod.version());
    }

    /** The version that it runs, by its image; empty when there is none. */
    String version(String name) {
        var pod = running.get(name);
        return pod == null ? "" : pod.version();
    }

    /** Lets the time pass that they need to get ready. */
    void await() {
        running.replaceAll(
                (name, pod) -> new Running(pod.manifestSha256, pod.manifest, Instant.MIN));
    }

    /** Its container ends; the kubelet starts it anew. */
    void end(String name) {
        running.remove(name);
    }

    /** No container runs any more. */
    void end() {
        running.clear();
    }

    /**
     * What the kubelet does by itself: runs the manifests that are there.
     *
     * @param start how long a container takes to answer
     */
    void settle(Instant now, Duration start) {
        running.keySet()
                .removeIf(name -> !files.exists(SimulatedMachine.MANIFESTS + "/" + name + ".yaml"));
        for (String path : files.matching(SimulatedMachine.MANIFESTS + "/*.yaml")) {
            files.find(path)
                    .ifPresent(file ->
                            run(path, file, start.isZero() ? Instant.MIN : now.plus(start)));
        }
    }

    private void run(String path, SimulatedFiles.Stored manifest, Instant readyFrom) {
        String name =
                path.substring(
                        SimulatedMachine.MANIFESTS.length() + 1, path.length() - ".yaml".length());
        var present = running.get(name);
        if (present == null || !present.manifestSha256.equals(manifest.sha256())) {
            running.put(
                    name,
                    new Running(
                            manifest.sha256(), Json.document(manifest.file().text()), readyFrom));
        }
    }

    /** A line each: for comparing two worlds. */
    Stream<String> lines(Instant now) {
        return running.entrySet().stream()
                .map(pod ->
                        "pod %s of %s%s"
                                .formatted(
                                        pod.getKey(),
                                        pod.getValue().manifestSha256,
                                        isReady(pod.getKey(), now) ? "" : " starts"));
    }
}
