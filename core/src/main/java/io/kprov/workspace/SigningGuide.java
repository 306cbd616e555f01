package io.kprov.workspace;

import io.kprov.pki.Unsigned;
import io.kprov.workspace.RequestFolder.Asked;
import io.kprov.workspace.RequestFolder.Ca;
import io.kprov.workspace.RequestFolder.Manifest;
import java.util.stream.Collectors;

/** What people at an external CA read and run, who need not know kprov. */
final class SigningGuide {
    private SigningGuide() {}

    /** Signs a folder of requests with openssl. */
    static String script(long days) {
        return """
        #!/bin/sh
        # Signs every request in one folder with openssl 3, where the key of that CA is.
        # usage: sh sign.sh FOLDER CA.crt CA.key [DAYS]
        #   CA.crt  the CA that signs, and below it its chain up to the root
        #   CA.key  its private key; openssl asks for its passphrase
        #   DAYS    how long the certificates live; default %d
        set -eu
        folder=$1 ca=$2 key=$3 days=${4:-%d}
        for request in "$folder"/*.csr; do
            openssl x509 -req -in "$request" -CA "$ca" -CAkey "$key" -sha256 -days "$days" \\
                -set_serial "0x$(openssl rand -hex 16)" -copy_extensions copyall \\
                -out "${request%%.csr}.crt"
        done
        cp "$ca" "$folder/ca.crt"
        """
                .formatted(days, days);
    }

    static String readme(Manifest manifest) {
        var asked =
                manifest.requests().stream()
                        .collect(Collectors.groupingBy(Asked::authority, Collectors.counting()));
        var folders = new StringBuilder();
        var commands = new StringBuilder();
        for (Ca ca : manifest.authorities()) {
            if (asked.containsKey(ca.id())) {
                String folder = Unsigned.folderOf(ca.id());
                folders.append(
                        "    %s/  %d requests, for the CA to %s\n"
                                .formatted(folder, asked.get(ca.id()), ca.purpose()));
                commands.append(
                        "    sh sign.sh %s %s.crt %s.key\n".formatted(folder, folder, folder));
            }
        }
        return """
        Requests for certificates of the Kubernetes cluster %s.

        In each folder NAME.csr is to be signed, as it is, by one CA, and NAME.crt put beside it.
        ca.crt in the folder is that CA's certificate, below it its chain up to the root.
        No two folders may have the same CA; intermediates below one root are fine.

        %s
        With openssl 3, where the keys of the CAs are:

        %s
        manifest.json says the same for programs. Then, where the inventory is:

            kprov certs import THIS_FOLDER
        """
                .formatted(manifest.cluster(), folders, commands);
    }
}
