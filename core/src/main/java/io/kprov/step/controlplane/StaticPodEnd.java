package io.kprov.step.controlplane;

/**
 * Ends static pods while no kubelet starts them anew. An API server that is told to end fails its
 * readiness and goes on answering until HAProxy has taken it out (kubernetes.io: kube-apiserver,
 * {@code --shutdown-delay-duration}).
 */
public final class StaticPodEnd {
    /**
     * Shell text: {@code end_pods NAME...} sends the signal that a kubelet would, and waits for
     * half a minute at most.
     */
    public static final String FUNCTION =
            """
            containers() {
                for pod; do
                    ctr -n k8s.io containers ls -q 'labels."io.kubernetes.pod.namespace"==kube-system,labels."io.kubernetes.container.name"=='"$pod"
                done 2>/dev/null
            }
            end_pods() {
                for container in $(containers "$@"); do
                    ctr -n k8s.io tasks kill -s SIGTERM "$container" 2>/dev/null || true
                done
                for _ in $(seq 150); do
                    running=$(ctr -n k8s.io tasks ls 2>/dev/null | awk '$3 == "RUNNING" { print $1 }')
                    containers "$@" | grep -qF -e "${running:-none}" || break
                    sleep 0.2
                done
            }
            """;

    private StaticPodEnd() {}
}
