package io.kprov.it;

import java.util.ArrayList;
import java.util.List;

/** A host's certificates as openssl there judges them. */
record HostPki(LabHost host) {

    private static final String FOLDER = "/etc/kubernetes/pki/";
    private static final String KUBELET_SERVING = "/var/lib/kubelet/pki/kubelet-serving.crt";

    /** Those that their authority does not vouch for, with openssl's words; at best none. */
    List<String> rejected() {
        List<String> files =
                new ArrayList<>(host.sh("find " + FOLDER + " -name '*.crt'").lines().toList());
        // Absent is wrong too: every node serves its kubelet's API with it.
        files.add(KUBELET_SERVING);
        List<String> rejected = new ArrayList<>();
        for (String file : files) {
            Outcome verdict =
                    host.exec(
                            "openssl", "verify", "-x509_strict", "-CAfile", authority(file), file);
            if (!verdict.succeeded()) {
                rejected.add(verdict.out() + verdict.err());
            }
        }
        return rejected;
    }

    private static String authority(String file) {
        if (file.equals(KUBELET_SERVING)) {
            return FOLDER + "ca.crt";
        }
        String name = file.substring(FOLDER.length());
        if (name.startsWith("etcd/") || name.equals("apiserver-etcd-client.crt")) {
            return FOLDER + "etcd/ca.crt";
        }
        return FOLDER + (name.startsWith("front-proxy") ? "front-proxy-ca.crt" : "ca.crt");
    }
}
