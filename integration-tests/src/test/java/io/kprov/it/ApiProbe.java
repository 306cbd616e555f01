package io.kprov.it;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A client that writes a number and reads it back through the virtual address five times a second,
 * and notes each answer: what users of the cluster notice of a rolling change.
 *
 * @param host where it runs
 */
record ApiProbe(LabHost host) {

    private static final String UNIT = "lab-probe";
    private static final String LOG = "/root/lab-probe.log";

    /** With the certificate in the control plane's admin.conf as it is now. */
    static ApiProbe start(Kubectl kubectl, LabHost controlPlane, LabHost host, String endpoint) {
        kubectl.run("delete", "configmap", "lab-probe", "--ignore-not-found").orFail();
        kubectl.run("create", "configmap", "lab-probe").orFail();
        host.sh("rm -f " + LOG);
        for (String part : List.of("client-certificate-data", "client-key-data")) {
            String pem =
                    controlPlane.sh(
                            "sed -n 's/^ *"
                                    + part
                                    + ": *//p' /etc/kubernetes/admin.conf | base64 -d");
            host.execWithInput(pem, "sh", "-c", "umask 077; cat > /root/" + part).orFail();
        }
        String script =
                """
                url=https://%s/api/v1/namespaces/default/configmaps/lab-probe n=0 acked=0
                ask() {
                    curl -sf -m 2 --cacert /etc/kubernetes/pki/ca.crt --cert /root/client-certificate-data \\
                        --key /root/client-key-data "$@" "$url" | sed -n 's/.*"n": *"\\([0-9]*\\)".*/\\1/p' | head -n 1
                }
                while :; do
                    n=$((n + 1))
                    wrote=$(ask -X PATCH -H 'Content-Type: application/merge-patch+json' -d "{\\"data\\":{\\"n\\":\\"$n\\"}}")
                    [ "$wrote" != "$n" ] || { acked=$n; echo "write $(date +%%s.%%N)"; }
                    read=$(ask)
                    if [ -n "$read" ]; then
                        echo "read $(date +%%s.%%N)"
                        [ "$read" -ge "$acked" ] || echo "lost $read $acked"
                    fi
                    sleep 0.15
                done >%s
                """
                        .formatted(endpoint, LOG);
        host.execWithInput(script, "sh", "-c", "cat > /root/" + UNIT + ".sh").orFail();
        host.sh("systemd-run --quiet --unit " + UNIT + " sh /root/" + UNIT + ".sh");
        Await.until(
                "the probe writes",
                Duration.ofMinutes(1),
                () -> host.exec("grep", "-q", "write", LOG).succeeded());
        return new ApiProbe(host);
    }

    /**
     * What it saw.
     *
     * @param longestGap the longest time in seconds between two writes that were answered
     * @param lost writes that were acknowledged and not read afterwards
     */
    record Report(int writes, double longestGap, List<String> lost) {}

    Report stop() {
        host.sh("systemctl stop " + UNIT);
        List<String> lines = host.read(LOG).lines().toList();
        List<Double> writes =
                lines.stream()
                        .filter(line -> line.startsWith("write "))
                        .map(line -> Double.valueOf(line.substring("write ".length())))
                        .toList();
        double longest = 0;
        Optional<Double> before = Optional.empty();
        for (Double write : writes) {
            longest = Math.max(longest, write - before.orElse(write));
            before = Optional.of(write);
        }
        return new Report(
                writes.size(),
                longest,
                lines.stream().filter(line -> line.startsWith("lost ")).toList());
    }
}
