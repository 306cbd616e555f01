package io.kprov.simulator;

import io.kprov.render.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a machine answers about certificates. It has no openssl. Its programs have always taken up
 * what is in the files now: they were started long after these were written.
 */
final class CertificateAnswers {
    private static final Pattern CERTIFICATE =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?", Pattern.DOTALL);

    private CertificateAnswers() {}

    static String certificates(SimulatedMachine machine, String path) {
        String text = machine.files().text(path);
        return machine.files().exists(path)
                ? "file "
                        + path
                        + "\n"
                        + certificates(
                                path.endsWith(".conf")
                                        ? data(text, "client-certificate-data")
                                        : text)
                : "";
    }

    static String files(SimulatedMachine machine, String pattern) {
        var out = new StringBuilder();
        for (String path : machine.files().matching(pattern)) {
            machine.files().find(path).ifPresent(file -> out.append(file(file)));
        }
        return out.toString();
    }

    private static String file(SimulatedFiles.Stored stored) {
        var file = stored.file();
        String text = file.text();
        String head =
                "file %s %s 1.0 1.0|%s\nsum %s\nown\n"
                        .formatted(
                                file.mode().substring(1),
                                file.owner(),
                                file.path(),
                                stored.sha256());
        if (file.path().endsWith(".conf")) {
            String key = data(text, "client-key-data");
            return head
                    + certificates(data(text, "client-certificate-data"))
                    + "trust\n"
                    + certificates(data(text, "certificate-authority-data"))
                    + (key.isEmpty() ? "" : key(key));
        }
        return head + certificates(text) + (text.contains("PRIVATE KEY-----") ? key(text) : "");
    }

    private static String key(String text) {
        return "key " + Digests.ofText(text) + " \n";
    }

    /** What a port on the machine's own address presents. */
    static String served(SimulatedMachine machine, String endpoint) {
        int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        String path =
                switch (port) {
                    case 6443 -> ofPod(machine, "kube-apiserver", "apiserver.crt");
                    case 2379 -> ofPod(machine, "etcd", "etcd/server.crt");
                    case 2380 -> ofPod(machine, "etcd", "etcd/peer.crt");
                    case 10250 ->
                            machine.units().isActive("kubelet")
                                    ? "/var/lib/kubelet/pki/kubelet-serving.crt"
                                    : "";
                    default -> "";
                };
        return "at " + endpoint + "\n" + certificates(machine.files().text(path));
    }

    private static String ofPod(SimulatedMachine machine, String pod, String file) {
        return machine.podReady(pod) ? "/etc/kubernetes/pki/" + file : "";
    }

    /** A process that started just now, if the program runs. */
    static String process(SimulatedMachine machine, String program) {
        boolean runs =
                program.equals("kubelet")
                        ? machine.units().isActive(program)
                        : machine.podReady(program);
        var now = machine.now();
        return "now %d.%09d 500 100\n".formatted(now.getEpochSecond(), now.getNano())
                + (runs
                        ? "process 500 %s\n"
                                .formatted(program.substring(0, Math.min(15, program.length())))
                        : "");
    }

    private static String certificates(String text) {
        var out = new StringBuilder();
        CERTIFICATE
                .matcher(text)
                .results()
                .forEach(found -> out.append(found.group().stripTrailing()).append('\n'));
        return out.toString();
    }

    private static String data(String kubeconfig, String key) {
        var data = Pattern.compile(key + ": *(\\S+)").matcher(kubeconfig);
        return data.find()
                ? new String(Base64.getMimeDecoder().decode(data.group(1)), StandardCharsets.UTF_8)
                : "";
    }
}
