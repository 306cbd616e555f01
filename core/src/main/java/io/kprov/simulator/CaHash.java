package io.kprov.simulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** kubeadm's check that the cluster is the one that was meant: by its CA's public key. */
final class CaHash {
    private CaHash() {}

    /** {@code sha256:} and the digest of the public key, for each certificate. */
    static List<String> of(String pem) {
        try {
            var hashes = new ArrayList<String>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.UTF_8)))) {
                hashes.add(
                        "sha256:"
                                + HexFormat.of()
                                        .formatHex(
                                                MessageDigest.getInstance("SHA-256")
                                                        .digest(
                                                                certificate
                                                                        .getPublicKey()
                                                                        .getEncoded())));
            }
            return hashes;
        } catch (CertificateException bad) {
            throw new ProgramFailure("failure loading ca certificate: " + bad.getMessage());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void check(String pem, JsonNode pinned) {
        var found = of(pem);
        for (JsonNode hash : pinned) {
            if (found.contains(hash.asString(""))) {
                return;
            }
        }
        throw new ProgramFailure(
                "error execution phase preflight: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys \""
                        + found
                        + "\" are pinned");
    }
}
