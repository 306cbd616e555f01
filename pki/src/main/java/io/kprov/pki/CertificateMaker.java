package io.kprov.pki;

import io.kprov.pki.bc.CertificateContent;
import io.kprov.pki.bc.CertificateRequests;
import io.kprov.pki.bc.CertificateSigner;
import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes certificates from what is wanted, now. */
final class CertificateMaker {
    private final SecureRandom random;
    private final InstantSource clock;
    private final CertificateSigner signer;

    CertificateMaker(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
        this.signer = new CertificateSigner(random);
    }

    /** A root's certificate, as PEM, for a key that is already kept. */
    String selfSigned(CertificateSpec ca, KeyPair keys, Duration lifetime) {
        Validity validity = Validity.of(clock.instant(), lifetime);
        return Pem.write(
                signer.selfSigned(
                        content(
                                ca.subject(),
                                SanSource.forCluster(ca),
                                ca.usages(),
                                true,
                                false,
                                validity),
                        keys));
    }

    /** A request to sign what is wanted, for a key that is already kept. */
    String request(WantedCertificate wanted, PrivateKey key) {
        return CertificateRequests.write(
                content(
                        wanted.subject(),
                        wanted.names(),
                        wanted.spec().usages(),
                        wanted.spec().isCa(),
                        wanted.spec().isCa(),
                        Validity.of(clock.instant(), wanted.lifetime())),
                KeyPairs.of(key),
                random);
    }

    KeyedCertificate leaf(WantedCertificate wanted, KeyPair keys, Authority issuer) {
        return leaf(
                wanted.subject(),
                wanted.names(),
                wanted.spec().usages(),
                wanted.spec().isCa(),
                wanted.lifetime(),
                keys,
                issuer);
    }

    KeyedCertificate leaf(
            Subject subject,
            AlternativeNames names,
            List<Usage> usages,
            Duration lifetime,
            KeyPair keys,
            Authority issuer) {
        return leaf(subject, names, usages, false, lifetime, keys, issuer);
    }

    private KeyedCertificate leaf(
            Subject subject,
            AlternativeNames names,
            List<Usage> usages,
            boolean authority,
            Duration lifetime,
            KeyPair keys,
            Authority issuer) {
        Validity validity = Validity.of(clock.instant(), lifetime, issuer.certificate().validity());
        return new KeyedCertificate(
                Pem.write(
                        signer.signed(
                                content(subject, names, usages, authority, authority, validity),
                                keys.getPublic(),
                                issuer.certificate().x509(),
                                issuer.key())),
                Pem.write(keys.getPrivate()));
    }

    private static CertificateContent content(
            Subject subject,
            AlternativeNames names,
            List<Usage> usages,
            boolean authority,
            boolean lastAuthority,
            Validity validity) {
        return new CertificateContent(
                subject.commonName(),
                subject.organizations(),
                names.dnsNames(),
                names.addresses(),
                usages.stream().map(Usage::oid).toList(),
                authority,
                lastAuthority,
                validity.notBefore(),
                validity.notAfter());
    }
}
