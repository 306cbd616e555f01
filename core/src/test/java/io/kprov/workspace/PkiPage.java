package io.kprov.workspace;

import io.kprov.certs.PkiPaths;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.Holder;
import io.kprov.pki.LifetimeClass;
import io.kprov.pki.SanSource;
import io.kprov.pki.Signer;
import io.kprov.pki.Usage;
import java.util.stream.Collectors;

/** The catalog of certificates as a page of Markdown. */
final class PkiPage {
    private static final String HEAD =
            """
            # The PKI

            Written from `io.kprov.pki.CertificateCatalog`; not edited by hand. Names and places are kubeadm's.

            - Everything is made on the operator's machine and kept in `.kprov/<cluster>/pki/`, keys with mode 0600. `hosts/<node>/` is
              there once for each host that has the key.
            - `pki.algorithm` says what new keys are: ECDSA P-256 (default), P-384, or RSA 2048 to 4096. Ed25519 is refused: kubeadm reads only
              RSA and ECDSA keys.
            - Lifetimes have two classes in the inventory: `pki.lifetime.ca` (default 10 years) and `pki.lifetime.leaf` (1 year). Every
              certificate begins five minutes before it is made, for hosts whose clocks are behind, and ends with its CA at the latest.
            - Serial numbers have 126 random bits. CAs may sign certificates and revocation lists, all others may sign and
              encipher keys and nothing else.
            - With `pki.caKeyPassphrase` the CAs' keys are PKCS#8, encrypted with AES-256-CBC under a key from scrypt:
              `openssl pkey -in .kprov/<cluster>/pki/ca.key` opens them.
            - What is in the store and on the hosts is compared by intent: subject, names, signer, usages and remaining life.

            """;

    private static final String SERVICE_ACCOUNTS =
            """
            ## Keys without a certificate

            | In the store | Who has the key | What for | On the host |
            |---|---|---|---|
            | `sa.key` | every control plane, the same | sign service account tokens; RSA 2048 | `<PKI>sa.key` |
            | `sa.pub` | every control plane, the same | check them | `<PKI>sa.pub` |
            """;

    private PkiPage() {}

    static String text() {
        var page = new StringBuilder(HEAD);
        table("Certificate authorities", true, page);
        table("Certificates", false, page);
        return page + SERVICE_ACCOUNTS.replace("<PKI>", PkiPaths.PKI);
    }

    private static void table(String title, boolean authorities, StringBuilder page) {
        page.append("## ").append(title).append("\n\n");
        page.append(
                """
                | In the store | Subject | Names | Signed by | Usages | Who has the key | What for | Lifetime | On the host |
                |---|---|---|---|---|---|---|---|---|
                """);
        CertificateCatalog.all().stream()
                .filter(row -> row.isCa() == authorities)
                .forEach(row -> page.append(row(row)));
        page.append('\n');
    }

    private static String row(CertificateSpec row) {
        return "| `%s` | `%s` | %s | %s | %s | %s | %s | `%s` | %s |\n"
                .formatted(
                        stored(row),
                        subject(row),
                        names(row.sanSource()),
                        switch (row.signer()) {
                            case Signer.SelfSigned _ -> "itself";
                            case Signer.SignedBy(String ca) -> "`" + ca + "`";
                        },
                        row.isCa()
                                ? "sign certificates"
                                : row.usages().stream()
                                        .map(Usage::toString)
                                        .collect(Collectors.joining(", ")),
                        holder(row),
                        row.purpose(),
                        switch (row.lifetime()) {
                            case LifetimeClass.CA -> "pki.lifetime.ca";
                            case LifetimeClass.LEAF -> "pki.lifetime.leaf";
                        },
                        places(row));
    }

    private static String stored(CertificateSpec row) {
        if (row.isCa()) {
            return row.id() + ".crt";
        }
        return (row.isOnePerCluster() ? "operator/" : "hosts/<node>/") + row.id() + ".crt";
    }

    private static String subject(CertificateSpec row) {
        return row.organizations().stream()
                .map(organization -> "O=" + organization + ", ")
                .collect(Collectors.joining("", "", "CN=" + row.commonName()));
    }

    private static String names(SanSource source) {
        return switch (source) {
            case NONE -> "none";
            case COMMON_NAME -> "its common name";
            case API_SERVER ->
                    "`kubernetes` to `kubernetes.default.svc.<dnsDomain>`, the first service address, the endpoint's host,"
                            + " the virtual address, load balancers, `extraSans`, every control plane's name and address,"
                            + " `localhost`, 127.0.0.1";
            case MEMBER -> "the node's name and address, `localhost`, 127.0.0.1, ::1";
            case NODE -> "the node's name and address";
        };
    }

    private static String holder(CertificateSpec row) {
        return switch (row.holder()) {
            case CONTROL_PLANE ->
                    row.isCa()
                            ? "every control plane, and the operator"
                            : "each control plane its own";
            case ETCD_MEMBER -> "each etcd member its own";
            case EVERY_NODE -> "each node its own";
            case FIRST_CONTROL_PLANE -> "the operator; a host only while `kubeadm init` runs";
            case OPERATOR -> "the operator alone";
        };
    }

    private static String places(CertificateSpec row) {
        String certificate = "`" + PkiPaths.certificate(row) + "`";
        boolean oneFile = PkiPaths.key(row).equals(PkiPaths.certificate(row));
        boolean keyStaysHere = row.isCa() && row.holder() == Holder.OPERATOR;
        return oneFile || keyStaysHere
                ? certificate
                : certificate + ", `" + PkiPaths.key(row) + "`";
    }
}
