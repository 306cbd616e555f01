package io.kprov.step.controlplane;

/**
 * Lets the API server of a host end while no kubelet starts it anew: it fails its readiness, goes
 * on answering until HAProxy has taken it out, and stops.
 */
public final class ApiServerEnd {
    /** Shell text that waits until it is gone, half a minute at most; {@code $ready} as below. */
    static final String AWAIT =
            """
            for _ in $(seq 150); do
                curl -sk -m 2 -o /dev/null "$ready" || break
                sleep 0.2
            done
            """;

    /** Shell text; {@code $ready} is the URL of its {@code /readyz}. */
    public static final String SHELL =
            """
            for comm in /proc/[0-9]*/comm; do
                read -r name <"$comm" || continue
                [ "$name" = kube-apiserver ] || continue
                process=${comm%/comm}
                kill -TERM "${process#/proc/}" || true
            done 2>/dev/null
            """
                    + AWAIT;

    private ApiServerEnd() {}
}
