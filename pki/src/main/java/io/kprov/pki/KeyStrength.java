package io.kprov.pki;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a certificate's key is, and whether it and the signature are good enough. */
public final class KeyStrength {
    /** NIST SP 800-57: 112 bits of security. */
    private static final int LEAST_RSA = 2048;

    private static final int LEAST_EC = 256;

    private KeyStrength() {}

    /** The key in words, such as {@code EC-256} or {@code RSA-2048}. */
    public static String describe(ParsedCertificate certificate) {
        PublicKey key = certificate.x509().getPublicKey();
        return switch (key) {
            case RSAKey rsa -> "RSA-" + rsa.getModulus().bitLength();
            case ECKey ec -> "EC-" + bits(ec);
            default -> key.getAlgorithm();
        };
    }

    /** Everything that is too weak, in words; empty when nothing is. */
    public static List<String> weaknesses(ParsedCertificate certificate) {
        List<String> weak = new ArrayList<>();
        String key = describe(certificate);
        switch (certificate.x509().getPublicKey()) {
            case RSAKey rsa -> {
                if (rsa.getModulus().bitLength() < LEAST_RSA) {
                    weak.add("weak key: " + key + ", at least RSA-" + LEAST_RSA + " is wanted");
                }
            }
            case ECKey ec -> {
                if (bits(ec) < LEAST_EC) {
                    weak.add("weak key: " + key + ", at least EC-" + LEAST_EC + " is wanted");
                }
            }
            default -> weak.add("key: " + key + ", and kubeadm reads only RSA and ECDSA keys");
        }
        String signature = certificate.x509().getSigAlgName();
        String algorithm = signature.toUpperCase(Locale.ROOT).replace("-", "");
        if (algorithm.startsWith("SHA1") || algorithm.startsWith("MD")) {
            weak.add("weak signature: " + signature);
        }
        return weak;
    }

    private static int bits(ECKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }
}
