package io.kprov.pki;

import io.kprov.pki.bc.Pem;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a CA's file: first the one that signs, then in any order those above it up to
 * the root, and CAs that are trusted beside it.
 */
final class CaBundle {
    private final String pem;
    private final List<ParsedCertificate> certificates;

    /** Found once: each step up is a signature to verify. */
    private final List<ParsedCertificate> path;

    private final boolean rooted;

    private CaBundle(String pem, List<ParsedCertificate> certificates) {
        this.pem = pem;
        this.certificates = List.copyOf(certificates);
        var up = new ArrayList<ParsedCertificate>();
        up.add(signer());
        var next = above(signer());
        while (next.isPresent() && up.size() < certificates.size()) {
            up.add(next.get());
            next = above(next.get());
        }
        this.path = List.copyOf(up);
        this.rooted = isRoot(up.getLast());
    }

    /** The whole file. */
    String pem() {
        return pem;
    }

    /**
     * @param source where the text comes from, for the message
     * @throws PkiException when one of them cannot be read, or there is none
     */
    static CaBundle parse(String source, String pem) {
        List<ParsedCertificate> certificates = new ArrayList<>();
        try {
            for (X509Certificate x509 : Pem.readCertificates(pem)) {
                certificates.add(ParsedCertificate.of(x509));
            }
        } catch (CertificateException e) {
            throw unreadable(source, String.valueOf(e.getMessage()), e);
        }
        if (certificates.isEmpty()) {
            throw unreadable(source, "there is no CERTIFICATE block in it", null);
        }
        return new CaBundle(pem, certificates);
    }

    private static PkiException unreadable(
            String source, String why, @Nullable CertificateException cause) {
        return new PkiException(
                source + " is not a CA's certificate",
                why,
                "Put the CA's certificate there as PEM, and below it its chain up to the root.",
                cause);
    }

    /** The same, with the CAs above it that its own file does not have. */
    CaBundle below(CaBundle issuer) {
        List<ParsedCertificate> all = new ArrayList<>(certificates);
        all.addAll(issuer.path());
        return new CaBundle(pem, all);
    }

    /** The certificates alone, without what a file may say beside them. */
    CaBundle plain() {
        return new CaBundle(written(certificates), certificates);
    }

    ParsedCertificate signer() {
        return certificates.getFirst();
    }

    /** The signing CA and those above it, as far as the file has them; the root is the last. */
    List<ParsedCertificate> path() {
        return path;
    }

    boolean reachesRoot() {
        return rooted;
    }

    static boolean isRoot(ParsedCertificate certificate) {
        return certificate.isSignedBy(certificate);
    }

    /**
     * Whom clients of the cluster's own may trust: not what stands above the signing CA, or every
     * certificate of a company would count as a user of the cluster.
     */
    String anchorsPem() {
        Set<ParsedCertificate> above = new HashSet<>(path.subList(1, path.size()));
        return above.isEmpty()
                ? pem
                : written(certificates.stream().filter(each -> !above.contains(each)).toList());
    }

    /** What a server sends below its own certificate; empty below a root. */
    String sentPem() {
        return written(rooted ? path.subList(0, path.size() - 1) : path);
    }

    private Optional<ParsedCertificate> above(ParsedCertificate certificate) {
        return isRoot(certificate)
                ? Optional.empty()
                : certificates.stream().filter(certificate::isSignedBy).findFirst();
    }

    private static String written(List<ParsedCertificate> certificates) {
        return certificates.stream()
                .map(each -> Pem.write(each.x509()))
                .collect(Collectors.joining());
    }
}
