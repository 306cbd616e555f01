package io.kprov.state;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The word that keepalived's hosts know each other by (VRRP {@code auth_pass}): made once for a
 * cluster and kept in {@code pki/vrrp-password}. Eight characters, because keepalived cuts off the
 * rest.
 */
public final class VrrpPassword {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 8;

    private final SecureRandom random;

    public VrrpPassword(SecureRandom random) {
        this.random = random;
    }

    /**
     * The cluster's password, made now when there is none yet. Call it under {@link OperatorLock}.
     *
     * @throws KprovException FAILED when the file cannot be used
     */
    public Secret obtain(ClusterState state) {
        return find(state).orElseGet(() -> make(state));
    }

    /**
     * The cluster's password, empty when none was made yet.
     *
     * @throws KprovException FAILED when the file cannot be used
     */
    public static Optional<Secret> find(ClusterState state) {
        Path file = file(state);
        try {
            String text = Files.readString(file).strip();
            if (!isOne(text)) {
                throw damaged(file);
            }
            return Optional.of(new Secret(text));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException cause) {
            throw ClusterState.failed(file + " could not be read", cause);
        }
    }

    private Secret make(ClusterState state) {
        var text = new StringBuilder();
        random.ints(LENGTH, 0, ALPHABET.length())
                .forEach(index -> text.append(ALPHABET.charAt(index)));
        var password = new Secret(text.toString());
        keep(state, password);
        return password;
    }

    /** Whether a text can be such a password. */
    public static boolean isOne(String text) {
        return text.matches("[0-9A-Za-z]{" + LENGTH + "}");
    }

    /**
     * Keeps the password that is in use already. Call it under {@link OperatorLock}.
     *
     * @throws KprovException FAILED when the file cannot be written
     */
    public static void keep(ClusterState state, Secret password) {
        state.create();
        try {
            AtomicFile.write(file(state), password.reveal() + "\n", AtomicFile.Readers.OWNER);
        } catch (IOException cause) {
            throw ClusterState.failed(file(state) + " could not be written", cause);
        }
    }

    private static Path file(ClusterState state) {
        return state.pki().resolve("vrrp-password");
    }

    private static KprovException damaged(Path file) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        file + " is damaged",
                        "it does not hold " + LENGTH + " letters and digits",
                        "nothing was changed on any host",
                        "restore it, or remove it: kprov then makes a new password and gives it to"
                                + " all load balancers"));
    }
}
