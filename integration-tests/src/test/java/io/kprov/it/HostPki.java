package io.kprov.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A host's certificates as openssl there judges them. */
record HostPki(LabHost host) {

    private static final String FOLDER = "/etc/kubernetes/pki/";
    private static final String KUBELET_SERVING = "/var/lib/kubelet/pki/kubelet-serving.crt";

    /** Those that their authority does not vouch for, with openssl's words; at best none. */
    List<String> rejected() {
        List<String> files =
                new ArrayList<>(host.sh("find " + FOLDER + " -name '*.crt'").lines().toList());
        // Absent is wrong too: every node serves its kubelet's API with it.
        if (host.has("/etc/systemd/system/kubelet.service")) {
            files.add(KUBELET_SERVING);
        }
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

    /** The serial numbers of all certificates that kprov made for the host, CAs apart. */
    Set<String> serials() {
        return host.sh(
                        """
                        for file in $(find /etc/kubernetes/pki -name '*.crt' ! -name '*ca.crt' ! -name 'ca-signer.crt') %s; do
                            openssl x509 -noout -serial -in "$file"
                        done
                        for file in admin controller-manager scheduler; do
                            [ ! -e /etc/kubernetes/$file.conf ] || sed -n 's/^ *client-certificate-data: *//p' /etc/kubernetes/$file.conf |
                                base64 -d | openssl x509 -noout -serial
                        done
                        """
                                .formatted(KUBELET_SERVING))
                .lines()
                .collect(Collectors.toSet());
    }

    /** Ports on which another certificate is shown than the one in the file. */
    List<String> servedOfOld() {
        return host.sh(
                        """
                        look() {
                            [ -e "$2" ] || return 0
                            served=$(openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null | openssl x509 -noout -serial)
                            [ "$served" = "$(openssl x509 -noout -serial -in "$2")" ] || echo "$1 $served"
                        }
                        look 10250 %s
                        look 6443 /etc/kubernetes/pki/apiserver.crt
                        look 2379 /etc/kubernetes/pki/etcd/server.crt
                        """
                                .formatted(KUBELET_SERVING))
                .lines()
                .toList();
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
