package io.kprov.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A company's CA as openssl has it: a root, and below it one intermediate for each of the cluster's
 * CAs. Its keys are in a folder that no host and no kprov sees.
 */
final class CompanyCa {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> PURPOSES = List.of("ca", "etcd-ca", "front-proxy-ca");

    private final Path folder;

    private CompanyCa(Path folder) {
        this.folder = folder;
    }

    static CompanyCa make(Path folder) {
        Program.run(LIMIT, List.of("mkdir", folder.toString())).orFail();
        CompanyCa ca = new CompanyCa(folder);
        ca.sh(
                """
                cd "$1"
                new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
                printf '%s\\n' 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign' \\
                    'subjectKeyIdentifier=hash' 'authorityKeyIdentifier=keyid' > ca.ext
                openssl req -x509 $new -days 3650 -keyout root.key -out root.crt -subj '/O=Example/CN=Example Root'
                for ca in ca etcd-ca front-proxy-ca; do
                    openssl req -new $new -keyout $ca.key -out $ca.csr -subj "/O=Example/CN=Example $ca"
                    openssl x509 -req -in $ca.csr -CA root.crt -CAkey root.key -set_serial "0x$(openssl rand -hex 8)" \\
                        -days 3000 -extfile ca.ext -out $ca.one
                    cat $ca.one root.crt > $ca.crt
                done
                """);
        return ca;
    }

    /** Signs all that is asked for, with the script that comes with the requests. */
    void sign(Path requests) {
        for (String purpose : PURPOSES) {
            if (Files.isDirectory(requests.resolve(purpose))) {
                sh(
                        """
                        ca=$(realpath "$1")
                        cd "$2"
                        ls "$3"/*.csr >/dev/null 2>&1 || exit 0
                        sh sign.sh "$3" "$ca/$3.crt" "$ca/$3.key" 60
                        """,
                        requests.toString(),
                        purpose);
            }
        }
    }

    /** The root's certificate without its frame, as it stands in every bundle. */
    String rootPem() {
        return StoryFolder.read(folder.resolve("root.crt")).strip();
    }

    private void sh(String script, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("sh", "-euc", script, "sh", folder.toString()));
        words.addAll(List.of(arguments));
        Program.run(LIMIT, words).orFail();
    }
}
