package io.kprov.step;

import io.kprov.model.Host;
import io.kprov.model.Secret;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bootstrap tokens of one run, one per host: made when first asked for, kept in memory only.
 */
public final class JoinTokens {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random;
    private final Map<String, Secret> tokens = new ConcurrentHashMap<>();

    public JoinTokens(SecureRandom random) {
        this.random = random;
    }

    /** The host's token, {@code [a-z0-9]{6}.[a-z0-9]{16}}. */
    public Secret of(Host host) {
        return tokens.computeIfAbsent(host.name(), name -> new Secret(text(6) + "." + text(16)));
    }

    private String text(int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
