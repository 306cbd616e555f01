package io.kprov.pki;

import io.kprov.pki.bc.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A company's CA, which kprov has no part in; {@code above} ends with the root. */
record ForeignCa(X509Certificate certificate, KeyPair keys, List<X509Certificate> above) {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final Instant START = Lab.START.minus(Duration.ofDays(100));
    private static final Instant END = Lab.START.plus(Duration.ofDays(2000));
    private static BigInteger serial = BigInteger.ONE;

    /** What a certificate is to say. */
    record Content(
            X500Name subject,
            PublicKey key,
            List<Extension> extensions,
            Instant notBefore,
            Instant notAfter) {
        Content until(Instant end) {
            return new Content(subject, key, extensions, notBefore, end);
        }

        Content from(Instant begin) {
            return new Content(subject, key, extensions, begin, notAfter);
        }

        Content named(String name) {
            return new Content(new X500Name(name), key, extensions, notBefore, notAfter);
        }

        Content forKey(PublicKey other) {
            return new Content(subject, other, extensions, notBefore, notAfter);
        }

        /** With an extension in place of the one of its kind. */
        Content with(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
            List<Extension> others = new ArrayList<>(without(type).extensions);
            try {
                others.add(Extension.create(type, critical, value));
            } catch (IOException e) {
                throw new IllegalArgumentException(e);
            }
            return new Content(subject, key, others, notBefore, notAfter);
        }

        Content without(ASN1ObjectIdentifier type) {
            return new Content(
                    subject,
                    key,
                    extensions.stream().filter(each -> !each.getExtnId().equals(type)).toList(),
                    notBefore,
                    notAfter);
        }

        /** Only DNS names below a domain. */
        Content onlyBelow(String domain) {
            return with(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(
                            new GeneralSubtree[] {
                                new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))
                            },
                            null));
        }
    }

    static ForeignCa root(String name) {
        return root(name, content -> content);
    }

    static ForeignCa root(String name, UnaryOperator<Content> change) {
        KeyPair keys = ec();
        Content content = change.apply(authority(name, keys));
        return new ForeignCa(
                signed(content, content.subject(), keys.getPrivate()), keys, List.of());
    }

    ForeignCa intermediate(String name) {
        return intermediate(name, content -> content);
    }

    ForeignCa intermediate(String name, UnaryOperator<Content> change) {
        return intermediate(name, ec(), change);
    }

    ForeignCa intermediate(String name, KeyPair own, UnaryOperator<Content> change) {
        return new ForeignCa(
                signed(change.apply(authority(name, own))),
                own,
                Stream.concat(Stream.of(certificate), above.stream()).toList());
    }

    /** Itself and its chain up to the root. */
    String chainPem() {
        return Stream.concat(Stream.of(certificate), above.stream())
                .map(Pem::write)
                .collect(Collectors.joining());
    }

    String keyPem() {
        return Pem.write(keys.getPrivate());
    }

    /** Signs what a request asks for. */
    String sign(String csrPem) {
        return sign(csrPem, content -> content);
    }

    String sign(String csrPem, UnaryOperator<Content> change) {
        return Pem.write(signed(change.apply(asked(csrPem))));
    }

    /** What a request asks for, for 90 days. */
    static Content asked(String csrPem) {
        try (PEMParser parser = new PEMParser(new StringReader(csrPem))) {
            JcaPKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequest(
                            (PKCS10CertificationRequest) parser.readObject());
            Extensions extensions = request.getRequestedExtensions();
            return new Content(
                    request.getSubject(),
                    request.getPublicKey(),
                    Stream.of(extensions.getExtensionOIDs()).map(extensions::getExtension).toList(),
                    Lab.START.minus(Duration.ofHours(1)),
                    Lab.START.plus(Duration.ofDays(90)));
        } catch (Exception e) {
            throw new IllegalArgumentException(csrPem, e);
        }
    }

    private X509Certificate signed(Content content) {
        return signed(
                content,
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                keys.getPrivate());
    }

    private static Content authority(String name, KeyPair keys) {
        return new Content(
                        new X500Name("O=Example,CN=" + name),
                        keys.getPublic(),
                        List.of(),
                        START,
                        END)
                .with(Extension.basicConstraints, true, new BasicConstraints(true))
                .with(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    private static synchronized X509Certificate signed(
            Content content, X500Name issuer, PrivateKey key) {
        serial = serial.add(BigInteger.ONE);
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            serial,
                            Date.from(content.notBefore()),
                            Date.from(content.notAfter()),
                            content.subject(),
                            content.key());
            for (Extension extension : content.extensions()) {
                builder.addExtension(extension);
            }
            byte[] der =
                    builder.build(
                                    new JcaContentSignerBuilder(
                                                    key.getAlgorithm().equals("RSA")
                                                            ? "SHA256withRSA"
                                                            : "SHA256withECDSA")
                                            .setProvider(PROVIDER)
                                            .build(key))
                            .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    static KeyPair ec() {
        return keys("EC", Optional.of("secp256r1"), 0);
    }

    static KeyPair rsa(int bits) {
        return keys("RSA", Optional.empty(), bits);
    }

    private static KeyPair keys(String family, Optional<String> curve, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family, PROVIDER);
            if (curve.isPresent()) {
                generator.initialize(new ECGenParameterSpec(curve.get()));
            } else {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }
}
