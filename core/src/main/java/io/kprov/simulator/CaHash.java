package io.kprov.simulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** kubeadm's check that the cluster is the one that was meant: by its CA's public key. */
final class CaHash {
    private CaHash() {}

    /** {@code sha256:} and the digest of the public key of a certificate. */
    static String of(String pem) {
        try {
            var certificate =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(certificate.getPublicKey().getEncoded()));
        } catch (CertificateException bad) {
            throw new ProgramFailure("failure loading ca certificate: " + bad.getMessage());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void check(String pem, JsonNode pinned) {
        String found = of(pem);
        for (JsonNode hash : pinned) {
            if (hash.asString("").equals(found)) {
                return;
            }
        }
        throw new ProgramFailure(
                "error execution phase preflight: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys \""
                        + found
                        + "\" are pinned");
    }
}
