package io.kprov.facts;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The pods that run, and when the cluster last published its CA for them.
 *
 * @param published when the newest {@code kube-root-ca.crt} was written, by the API server's clock
 */
public record RunningPods(List<Pod> pods, Optional<Instant> published) {
    public RunningPods {
        pods = List.copyOf(pods);
    }

    /**
     * A pod.
     *
     * @param workload what would start it anew
     * @param readsCa whether the cluster's CA is mounted in it
     * @param started when its oldest container did
     */
    public record Pod(
            String namespace,
            String name,
            Optional<Workload> workload,
            boolean readsCa,
            Instant started) {}

    /** What pods are made from. */
    public record Workload(String kind, String namespace, String name) {
        /** Whether {@code kubectl rollout restart} knows how. */
        public boolean canBeRestarted() {
            return List.of("Deployment", "DaemonSet", "StatefulSet").contains(kind);
        }

        /** {@code kind/name}, as kubectl takes it. */
        public String object() {
            return kind.toLowerCase(Locale.ROOT) + "/" + name;
        }

        @Override
        public String toString() {
            return namespace + "/" + object();
        }
    }
}
