package io.kprov.it;

/**
 * Watches a host from inside. What was seen is in a file of the host, each line once.
 *
 * @param unit the unit of systemd that does it
 */
record Watch(LabHost host, String unit) {

    /** Every word that a process is started with; looks five times a second. */
    static Watch words(LabHost host) {
        return start(
                host,
                "lab-words",
                """
                while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; sleep 0.2; done |
                    awk 'NF && !seen[$0]++ {print; fflush()}'
                """);
    }

    /** The secret halves of the bootstrap tokens that the cluster has. */
    static Watch tokens(LabHost controlPlane) {
        return start(
                controlPlane,
                "lab-tokens",
                """
                while :; do
                    [ ! -e /etc/kubernetes/admin.conf ] || kubectl --kubeconfig /etc/kubernetes/admin.conf \\
                        --server https://127.0.0.1:6443 -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token \\
                        -o 'jsonpath={range .items[*]}{.data.token-secret}{"\\n"}{end}' 2>/dev/null
                    sleep 1
                done | while read -r line; do echo "$line" | base64 -d; echo; done
                """);
    }

    /** How the API has the nodes: {@code name=Ready's status} of each. */
    static Watch nodes(LabHost controlPlane) {
        return start(
                controlPlane,
                "lab-nodes",
                """
                while :; do
                    kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 3s get nodes \\
                        -o 'jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}{"\\n"}' 2>/dev/null
                    sleep 1
                done | awk 'NF && !seen[$0]++ {print; fflush()}'
                """);
    }

    private static Watch start(LabHost host, String unit, String script) {
        Watch watch = new Watch(host, unit);
        String all = "{\n" + script + "} > " + watch.file();
        host.execWithInput(all, "sh", "-c", "cat > /root/" + unit + ".sh").orFail();
        host.sh("systemd-run --quiet --unit " + unit + " sh /root/" + unit + ".sh");
        return watch;
    }

    void stop() {
        host.sh("systemctl stop " + unit);
    }

    String seen() {
        return host.read(file());
    }

    private String file() {
        return "/root/" + unit;
    }
}
