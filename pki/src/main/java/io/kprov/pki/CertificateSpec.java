package io.kprov.pki;

import java.util.List;

/**
 * One row of the PKI: what a certificate is for, whom it names, who signs it and who holds it.
 *
 * @param id its name in kubeadm's layout, such as {@code apiserver}, {@code etcd/server}, {@code
 *     admin.conf}
 * @param purpose in words
 * @param commonName may contain {@link #NODE_NAME}
 * @param organizations the groups
 */
public record CertificateSpec(
        String id,
        String purpose,
        String commonName,
        List<String> organizations,
        Signer signer,
        List<Usage> usages,
        SanSource sanSource,
        LifetimeClass lifetime,
        Holder holder,
        CertificateForm form) {
    /** Stands in a common name for the name of the node that the certificate is made for. */
    public static final String NODE_NAME = "<node>";

    public CertificateSpec {
        organizations = List.copyOf(organizations);
        usages = List.copyOf(usages);
    }

    public boolean isCa() {
        return lifetime == LifetimeClass.CA;
    }

    /** The id of the CA that has to sign it. */
    String issuerId() {
        return switch (signer) {
            case Signer.SelfSigned _ -> id;
            case Signer.SignedBy(var ca) -> ca;
        };
    }

    boolean isSignedBy(String ca) {
        return signer().equals(new Signer.SignedBy(ca));
    }

    Subject subject() {
        return new Subject(commonName, organizations);
    }

    Subject subject(PkiNode node) {
        return new Subject(commonName.replace(NODE_NAME, node.name()), organizations);
    }

    /** Whether there is one in the cluster, not one for each holder. */
    public boolean isOnePerCluster() {
        return switch (holder) {
            case CONTROL_PLANE, ETCD_MEMBER, EVERY_NODE -> isCa();
            case FIRST_CONTROL_PLANE, OPERATOR -> true;
        };
    }

    CertificateSpec to(String newPurpose) {
        return with(newPurpose, organizations, holder);
    }

    CertificateSpec in(String organization) {
        return with(purpose, List.of(organization), holder);
    }

    CertificateSpec heldBy(Holder newHolder) {
        return with(purpose, organizations, newHolder);
    }

    private CertificateSpec with(
            String newPurpose, List<String> newOrganizations, Holder newHolder) {
        return new CertificateSpec(
                id,
                newPurpose,
                commonName,
                newOrganizations,
                signer,
                usages,
                sanSource,
                lifetime,
                newHolder,
                form);
    }
}
