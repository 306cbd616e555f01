package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.pki.bc.CertificateContent;
import io.kprov.pki.bc.CertificateSigner;
import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStrengthTest {

    private static ParsedCertificate certificate(KeyPair keys) throws CertificateParsingException {
        return ParsedCertificate.of(
                new CertificateSigner(Lab.RANDOM)
                        .selfSigned(
                                new CertificateContent(
                                        "test",
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        false,
                                        false,
                                        Lab.START,
                                        Lab.START.plus(Duration.ofDays(1))),
                                keys));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"ECDSA_P256", "ECDSA_P384", "RSA_2048"})
    void keys_that_kprov_makes_are_strong(KeyAlgorithm algorithm)
            throws CertificateParsingException {
        var certificate = certificate(algorithm.newKeyPair(Lab.RANDOM));

        assertThat(KeyStrength.weaknesses(certificate)).isEmpty();
        assertThat(KeyStrength.describe(certificate))
                .isEqualTo(algorithm.kubeadmName().replace("ECDSA-P", "EC-"));
    }

    @Test
    void short_keys_are_weak() throws CertificateParsingException {
        assertThat(KeyStrength.weaknesses(certificate(KeyPairs.rsa(1024, Lab.RANDOM))))
                .containsExactly("weak key: RSA-1024, at least RSA-2048 is wanted");
        assertThat(KeyStrength.weaknesses(certificate(KeyPairs.ec("secp224r1", Lab.RANDOM))))
                .containsExactly("weak key: EC-224, at least EC-256 is wanted");
    }
}
