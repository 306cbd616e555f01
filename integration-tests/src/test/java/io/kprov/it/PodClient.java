package io.kprov.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in a pod as most are: it reads the cluster's CA once, when it starts, and its service
 * account token before every call to the API, three times a second. Each call is noted on the host.
 *
 * @param host the worker that it runs on
 */
record PodClient(Kubectl kubectl, LabHost host) {

    private static final String LOG = "/var/log/lab/client";

    /** From now on, through pods that come and go. */
    void start() {
        kubectl.runWithInput(manifest(host.name()), "apply", "-f", "-").orFail();
        awaitServed();
    }

    /** curl is the host's: the image has none that looks at certificates. */
    private static String manifest(String node) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: client, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: client}}
          template:
            metadata: {labels: {app: client}}
            spec:
              nodeSelector: {kubernetes.io/hostname: %s}
              terminationGracePeriodSeconds: 1
              containers:
                - name: client
                  image: docker.io/library/busybox:1.35
                  command:
                    - sh
                    - -c
                    - |
                      d=/var/run/secrets/kubernetes.io/serviceaccount
                      cp $d/ca.crt /tmp/ca.crt
                      while :; do
                          printf 'Authorization: Bearer %%s' "$(cat $d/token)" >/tmp/header
                          curl -sf -o /dev/null -m 3 --cacert /tmp/ca.crt -H @/tmp/header https://kubernetes.default.svc/api
                          echo "$(date +%%s) $?" >>/log/client
                          sleep 0.3
                      done
                  volumeMounts:
                    - {name: usr, mountPath: /usr, readOnly: true}
                    - {name: lib, mountPath: /lib, readOnly: true}
                    - {name: lib64, mountPath: /lib64, readOnly: true}
                    - {name: log, mountPath: /log}
              volumes:
                - {name: usr, hostPath: {path: /usr}}
                - {name: lib, hostPath: {path: /lib}}
                - {name: lib64, hostPath: {path: /lib64}}
                - {name: log, hostPath: {path: /var/log/lab, type: DirectoryOrCreate}}
        """
                .formatted(node);
    }

    /**
     * What it met.
     *
     * @param refused calls in which it did not trust the API, or the API did not take its token
     * @param unanswered calls without any answer
     * @param longestGap the longest time in seconds between two calls that were answered
     */
    record Report(int served, List<String> refused, int unanswered, long longestGap) {}

    /** Waits for a call that is made from now on and answered. */
    void awaitServed() {
        int known = lines().size();
        Await.until(
                "the client in the pod is served",
                Duration.ofMinutes(3),
                () -> {
                    List<String> lines = lines();
                    return lines.size() > known && lines.getLast().endsWith(" 0");
                });
    }

    Report report() {
        int served = 0;
        int unanswered = 0;
        long longest = 0;
        long last = 0;
        List<String> refused = new ArrayList<>();
        for (String line : lines()) {
            String[] words = line.split(" ", -1);
            long time = Long.parseLong(words[0]);
            // curl(1): the name is unknown, nobody listens, no answer in time, or the connection
            // broke; all else is the answer of somebody who is there.
            switch (words[1]) {
                case "0" -> {
                    served++;
                    longest = last == 0 ? longest : Math.max(longest, time - last);
                    last = time;
                }
                case "6", "7", "28", "35", "52", "56" -> unanswered++;
                default -> refused.add(line);
            }
        }
        return new Report(served, refused, unanswered, longest);
    }

    private List<String> lines() {
        return host.sh("cat " + LOG + " 2>/dev/null || true").lines().toList();
    }
}
