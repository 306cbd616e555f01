package io.kprov.pki.bc;

import java.time.Instant;
import java.util.List;

/**
 * What a certificate is to say, apart from its key, its serial and its signer.
 *
 * @param addresses IP literals
 * @param extendedKeyUsages object identifiers, dotted
 * @param lastAuthority whether a CA may have no further CA below it
 * @param notBefore to the second, as X.509 knows no finer
 * @param notAfter to the second
 */
public record CertificateContent(
        String commonName,
        List<String> organizations,
        List<String> dnsNames,
        List<String> addresses,
        List<String> extendedKeyUsages,
        boolean authority,
        boolean lastAuthority,
        Instant notBefore,
        Instant notAfter) {
    public CertificateContent {
        organizations = List.copyOf(organizations);
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        extendedKeyUsages = List.copyOf(extendedKeyUsages);
    }
}
