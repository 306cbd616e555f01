package io.kprov.pki;

import static io.kprov.pki.Usage.CLIENT_AUTH;
import static io.kprov.pki.Usage.SERVER_AUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Whole clusters of any size, thousands of certificates in all: what the table says of one is in
 * it, and two implementations that know nothing of each other follow its chain.
 */
class CatalogPropertyTest {
    private static final int THOUSANDS = 2_000;
    private static final Duration CA_LIFE = Duration.ofDays(1000);
    private static final Map<String, Authority> AUTHORITIES = authorities();

    /** Kubernetes' own table: kubernetes.io, PKI certificates and requirements. */
    private static final Map<String, Set<Usage>> USAGES =
            Map.ofEntries(
                    Map.entry("apiserver", Set.of(SERVER_AUTH)),
                    Map.entry("apiserver-kubelet-client", Set.of(CLIENT_AUTH)),
                    Map.entry("apiserver-etcd-client", Set.of(CLIENT_AUTH)),
                    Map.entry("front-proxy-client", Set.of(CLIENT_AUTH)),
                    Map.entry("etcd/server", Set.of(SERVER_AUTH, CLIENT_AUTH)),
                    Map.entry("etcd/peer", Set.of(SERVER_AUTH, CLIENT_AUTH)),
                    Map.entry("etcd/healthcheck-client", Set.of(CLIENT_AUTH)),
                    Map.entry("kubelet-serving", Set.of(SERVER_AUTH)),
                    Map.entry("admin.conf", Set.of(CLIENT_AUTH)),
                    Map.entry("super-admin.conf", Set.of(CLIENT_AUTH)),
                    Map.entry("controller-manager.conf", Set.of(CLIENT_AUTH)),
                    Map.entry("scheduler.conf", Set.of(CLIENT_AUTH)));

    private static final Set<BigInteger> SERIALS = new HashSet<>();
    private static final List<CertPathValidator> VALIDATORS = validators();

    @Property(tries = 40)
    void every_certificate_of_a_cluster_is_what_the_table_says(
            @ForAll @IntRange(min = 1, max = 7) int controlPlanes,
            @ForAll @IntRange(max = 60) int workers,
            @ForAll @IntRange(max = 999) int ageOfTheCa,
            @ForAll @IntRange(min = 1, max = 4_000_000) int minutesOfLife)
            throws GeneralSecurityException {
        Instant now = Lab.START.plus(Duration.ofDays(ageOfTheCa));
        var maker = new CertificateMaker(Lab.RANDOM, InstantSource.fixed(now));
        var request = cluster(controlPlanes, workers, Duration.ofMinutes(minutesOfLife));

        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            Authority ca = Objects.requireNonNull(AUTHORITIES.get(wanted.issuerId()));
            var leaf =
                    ParsedCertificate.parse(
                            wanted.id(),
                            maker.leaf(wanted, request.keyAlgorithm().newKeyPair(Lab.RANDOM), ca)
                                    .certificatePem());

            assertThat(Set.copyOf(leaf.usages())).isEqualTo(USAGES.get(wanted.id()));
            assertThat(CertificateCheck.compare(wanted, leaf, ca.certificate(), now)).isEmpty();
            assertThat(SERIALS.add(leaf.serial())).as("a serial of its own").isTrue();
            assertThat(leaf.serial().bitLength()).isGreaterThan(64);
            assertThat(leaf.validity().notBefore()).isEqualTo(now.minus(Duration.ofMinutes(5)));
            assertThat(leaf.validity().notAfter())
                    .isBeforeOrEqualTo(ca.certificate().validity().notAfter());
            for (CertPathValidator validator : VALIDATORS) {
                validate(validator, leaf, ca, now);
            }
        }
    }

    @Property(tries = 5)
    void no_certificate_is_valid_below_another_ca(@ForAll @IntRange(max = 999) int age)
            throws GeneralSecurityException {
        Instant now = Lab.START.plus(Duration.ofDays(age));
        var maker = new CertificateMaker(Lab.RANDOM, InstantSource.fixed(now));
        var request = cluster(1, 0, Duration.ofDays(1));

        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            Authority own = Objects.requireNonNull(AUTHORITIES.get(wanted.issuerId()));
            var leaf =
                    ParsedCertificate.parse(
                            wanted.id(),
                            maker.leaf(wanted, request.keyAlgorithm().newKeyPair(Lab.RANDOM), own)
                                    .certificatePem());
            for (Authority other : AUTHORITIES.values()) {
                if (!other.equals(own)) {
                    assertThat(VALIDATORS)
                            .allSatisfy(validator ->
                                    assertThatThrownBy(() -> validate(validator, leaf, other, now))
                                            .isInstanceOf(CertPathValidatorException.class));
                }
            }
        }
    }

    @AfterContainer
    static void these_were_thousands() {
        assertThat(SERIALS).hasSizeGreaterThan(THOUSANDS);
    }

    private static PkiRequest cluster(int controlPlanes, int workers, Duration life) {
        var nodes = new ArrayList<PkiNode>();
        for (int i = 1; i <= controlPlanes; i++) {
            nodes.add(PkiNode.stackedControlPlane("cp-" + i, "10.0.0." + i));
        }
        for (int i = 1; i <= workers; i++) {
            nodes.add(PkiNode.worker("w-" + i, "2001:db8::" + i));
        }
        return new PkiRequest(
                KeyAlgorithm.ECDSA_P256, CA_LIFE, life, new CaSource.Made(), nodes, Lab.API);
    }

    private static Map<String, Authority> authorities() {
        var maker = new CertificateMaker(Lab.RANDOM, InstantSource.fixed(Lab.START));
        var made = new HashMap<String, Authority>();
        for (CertificateSpec spec : CertificateCatalog.authorities()) {
            KeyPair keys = KeyAlgorithm.ECDSA_P256.newKeyPair(Lab.RANDOM);
            String pem = maker.selfSigned(spec, keys, CA_LIFE);
            made.put(
                    spec.id(),
                    new Authority(
                            spec.id(), ParsedCertificate.parse(spec.id(), pem), keys.getPrivate()));
        }
        return made;
    }

    private static List<CertPathValidator> validators() {
        try {
            return List.of(
                    CertPathValidator.getInstance("PKIX", "SUN"),
                    CertPathValidator.getInstance("PKIX", new BouncyCastleProvider()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void validate(
            CertPathValidator validator, ParsedCertificate leaf, Authority ca, Instant now)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.certificate().x509(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        validator.validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.x509())),
                parameters);
    }
}
