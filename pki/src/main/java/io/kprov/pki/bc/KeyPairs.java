package io.kprov.pki.bc;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.jce.spec.ECPublicKeySpec;

/** Makes key pairs, and finds the other half of one. */
public final class KeyPairs {
    private KeyPairs() {}

    /**
     * An EC key pair. It must come from BouncyCastle: a key of the JDK's provider is written
     * without its curve, and Go and openssl then refuse it ("x509: unknown elliptic curve").
     */
    public static KeyPair ec(String curve, SecureRandom random) {
        return generate("EC", new ECGenParameterSpec(curve), random);
    }

    /** An RSA key pair with the usual public exponent. */
    public static KeyPair rsa(int bits, SecureRandom random) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), random);
    }

    /** The pair that an RSA or EC private key, read by {@link Pem}, is half of. */
    public static KeyPair of(PrivateKey key) {
        try {
            return switch (key) {
                case RSAPrivateCrtKey rsa ->
                        new KeyPair(
                                KeyFactory.getInstance("RSA", BouncyCastle.PROVIDER)
                                        .generatePublic(
                                                new RSAPublicKeySpec(
                                                        rsa.getModulus(), rsa.getPublicExponent())),
                                key);
                case ECPrivateKey ec ->
                        new KeyPair(
                                KeyFactory.getInstance("EC", BouncyCastle.PROVIDER)
                                        .generatePublic(
                                                new ECPublicKeySpec(
                                                        ec.getParameters()
                                                                .getG()
                                                                .multiply(ec.getD()),
                                                        ec.getParameters())),
                                key);
                default ->
                        throw new IllegalArgumentException(
                                "neither RSA nor EC: " + key.getAlgorithm());
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot find the public half of a key", e);
        }
    }

    /** Whether a private and a public key are two halves of one pair. */
    public static boolean match(PrivateKey privateKey, PublicKey publicKey) {
        return Arrays.equals(of(privateKey).getPublic().getEncoded(), publicKey.getEncoded());
    }

    private static KeyPair generate(
            String family, AlgorithmParameterSpec parameters, SecureRandom random) {
        try {
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(family, BouncyCastle.PROVIDER);
            generator.initialize(parameters, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("BouncyCastle cannot make " + family + " keys", e);
        }
    }
}
