package io.kprov.remote.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A host's public key as it goes over the wire and into known_hosts.
 *
 * @param type OpenSSH's name, such as {@code ssh-ed25519}
 * @param base64 the key's wire form (RFC 4253, 6.6)
 */
public record HostKey(String type, String base64) {

    static HostKey of(PublicKey key) {
        var buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return new HostKey(
                KeyUtils.getKeyType(key),
                Base64.getEncoder().encodeToString(buffer.getCompactData()));
    }

    /** As {@code ssh-keygen -lf} prints it: {@code SHA256:} and base64 without padding. */
    public String fingerprint() {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JRE has SHA-256
        }
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
