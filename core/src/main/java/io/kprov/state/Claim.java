package io.kprov.state;

import io.kprov.error.VisibleText;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the lock of a cluster says on its hosts. No secret is in it.
 *
 * @param id by which it is given back and broken
 */
public record Claim(String id, Holder holder, ProcessMark process) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

    /** A new id for this holder. */
    public static Claim make(Holder holder, ProcessMark process, SecureRandom random) {
        return new Claim("%08x".formatted(random.nextInt()), holder, process);
    }

    /** Whether this can be the id of a lock. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public String text() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /** What a host's file says; empty when that cannot be read: it still holds. */
    public static Optional<Claim> parse(String id, String text) {
        try {
            var claim = JsonMapper.shared().readValue(text, Claim.class);
            var holder = claim.holder;
            return Optional.of(
                    new Claim(
                            id,
                            new Holder(
                                    holder.pid(),
                                    VisibleText.of(holder.user()),
                                    VisibleText.of(holder.host()),
                                    Instant.ofEpochSecond(holder.since().getEpochSecond()),
                                    VisibleText.of(holder.operation())),
                            claim.process));
        } catch (JacksonException | NullPointerException damaged) {
            return Optional.empty();
        }
    }
}
