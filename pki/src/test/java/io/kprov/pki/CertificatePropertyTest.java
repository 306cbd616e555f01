package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What holds for every certificate; the JDK's path validator is the second opinion. */
class CertificatePropertyTest {
    private static final Duration CA_LIFE = Duration.ofDays(100);

    /** One CA for each key algorithm that is quickly made. */
    private static final Map<KeyAlgorithm, Authority> AUTHORITIES =
            Map.of(
                    KeyAlgorithm.ECDSA_P256, authority(KeyAlgorithm.ECDSA_P256),
                    KeyAlgorithm.ECDSA_P384, authority(KeyAlgorithm.ECDSA_P384),
                    KeyAlgorithm.RSA_2048, authority(KeyAlgorithm.RSA_2048));

    private final Set<BigInteger> serials = new HashSet<>();

    @Property(tries = 200)
    void every_leaf_is_valid_below_its_ca_and_ends_no_later(
            @ForAll("authorities") Authority ca,
            @ForAll("fastAlgorithms") KeyAlgorithm algorithm,
            @ForAll @NotBlank @StringLength(max = 60) String commonName,
            @ForAll @Size(max = 3) List<@NotBlank @StringLength(max = 60) String> groups,
            @ForAll("names") AlternativeNames names,
            @ForAll @IntRange(min = 1, max = 99 * 24) int age,
            @ForAll @IntRange(min = 1, max = 4000) int days)
            throws GeneralSecurityException {
        Instant now = Lab.START.plus(Duration.ofHours(age));
        KeyedCertificate pair =
                maker(now)
                        .leaf(
                                new Subject(commonName, groups),
                                names,
                                List.of(Usage.SERVER_AUTH),
                                Duration.ofDays(days),
                                algorithm.newKeyPair(Lab.RANDOM),
                                ca);

        ParsedCertificate leaf = ParsedCertificate.parse("leaf", pair.certificatePem());
        assertThat(leaf.subject()).isEqualTo(new Subject(commonName, groups));
        assertThat(leaf.names()).isEqualTo(names);
        assertThat(leaf.validity().notAfter())
                .isBeforeOrEqualTo(ca.certificate().validity().notAfter());
        assertThat(leaf.serial().signum()).isOne();
        assertThat(leaf.serial().bitLength()).isEqualTo(127);
        assertThat(serials.add(leaf.serial())).isTrue();
        assertThat(KeyPairs.match(readKey(pair), leaf.x509().getPublicKey())).isTrue();
        validate(leaf, ca, now);
    }

    @Property(tries = 3)
    void an_encrypted_key_opens_with_its_passphrase_only(
            @ForAll @StringLength(min = 1, max = 40) String passphrase) throws Exception {
        PrivateKey key = KeyAlgorithm.ECDSA_P256.newKeyPair(Lab.RANDOM).getPrivate();
        String pem = Pem.writeEncrypted(key, passphrase.toCharArray(), Lab.RANDOM);

        assertThat(Pem.readPrivateKey(pem, passphrase.toCharArray())).isEqualTo(key);
        assertThatThrownBy(() -> Pem.readPrivateKey(pem, (passphrase + "x").toCharArray()))
                .isInstanceOf(UnreadableKeyException.class);
    }

    @Provide
    Arbitrary<Authority> authorities() {
        return Arbitraries.of(AUTHORITIES.values());
    }

    @Provide
    Arbitrary<KeyAlgorithm> fastAlgorithms() {
        return Arbitraries.of(KeyAlgorithm.ECDSA_P256, KeyAlgorithm.ECDSA_P384);
    }

    @Provide
    Arbitrary<AlternativeNames> names() {
        Arbitrary<String> dns =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(30);
        Arbitrary<String> ipv4 =
                Arbitraries.integers()
                        .between(0, 255)
                        .list()
                        .ofSize(4)
                        .map(b -> b.get(0) + "." + b.get(1) + "." + b.get(2) + "." + b.get(3));
        Arbitrary<String> ipv6 =
                Arbitraries.integers()
                        .between(0, 0xffff)
                        .edgeCases(edges -> edges.add(0))
                        .map(Integer::toHexString)
                        .list()
                        .ofSize(8)
                        .map(groups -> String.join(":", groups));
        return Combinators.combine(
                        dns.list().ofMaxSize(4), ipv4.list().ofMaxSize(3), ipv6.list().ofMaxSize(3))
                .as((dnsNames, v4, v6) -> {
                    Set<String> all = new HashSet<>(dnsNames);
                    all.addAll(v4);
                    all.addAll(v6);
                    return AlternativeNames.of(all);
                });
    }

    private static void validate(ParsedCertificate leaf, Authority ca, Instant now)
            throws GeneralSecurityException {
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(ca.certificate().x509(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(leaf.x509())),
                        parameters);
    }

    private static PrivateKey readKey(KeyedCertificate pair) throws UnreadableKeyException {
        return Pem.readPrivateKey(pair.privateKeyPem());
    }

    private static Authority authority(KeyAlgorithm algorithm) {
        KeyPair keys = algorithm.newKeyPair(Lab.RANDOM);
        CertificateSpec spec = CertificateCatalog.authorities().getFirst();
        String pem = maker(Lab.START).selfSigned(spec, keys, CA_LIFE);
        return new Authority("ca", ParsedCertificate.parse("ca", pem), keys.getPrivate());
    }

    private static CertificateMaker maker(Instant now) {
        return new CertificateMaker(Lab.RANDOM, InstantSource.fixed(now));
    }
}
