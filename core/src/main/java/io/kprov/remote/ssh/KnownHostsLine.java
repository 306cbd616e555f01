package io.kprov.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One key in a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
record KnownHostsLine(Path file, int number, String hosts, HostKey key, boolean revoked) {

    /** Empty for blank lines, comments, certificate authorities and what cannot be read. */
    static Optional<KnownHostsLine> parse(Path file, int number, String line) {
        var words = line.strip().split("\\s+", -1);
        var marker = words[0].startsWith("@") ? 1 : 0;
        if (words[0].startsWith("#") || words.length < marker + 3) {
            return Optional.empty();
        }
        if (marker == 1 && !words[0].equals("@revoked")) {
            return Optional.empty(); // host certificates are not asked for
        }
        var key = new HostKey(words[marker + 1], words[marker + 2]);
        return decodable(key.base64())
                ? Optional.of(new KnownHostsLine(file, number, words[marker], key, marker == 1))
                : Optional.empty();
    }

    boolean matches(String hostInFile) {
        return hosts.startsWith("|1|")
                ? matchesHash(hostInFile)
                : HostPatterns.parse(hosts).match(hostInFile);
    }

    String place() {
        return file + ":" + number;
    }

    /** {@code |1|salt|HMAC-SHA1(salt, host)}, from ssh_config(5) HashKnownHosts. */
    private boolean matchesHash(String hostInFile) {
        var parts = hosts.split("\\|", -1);
        if (parts.length != 4 || !decodable(parts[2]) || !decodable(parts[3])) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            return MessageDigest.isEqual(
                    mac.doFinal(hostInFile.getBytes(StandardCharsets.UTF_8)),
                    Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException emptySalt) {
            return false;
        }
    }

    private static boolean decodable(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length > 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
