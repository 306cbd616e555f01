package io.kprov.pki;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The span of time in which a certificate counts, both ends included, to the second. */
public record Validity(Instant notBefore, Instant notAfter) {
    /** As kubeadm: hosts whose clocks are a little behind accept a new certificate at once. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    static Validity of(Instant now, Duration lifetime) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new Validity(
                second.minus(BACKDATE), second.plus(lifetime).truncatedTo(ChronoUnit.SECONDS));
    }

    /** As far as the issuer's own life goes. */
    static Validity of(Instant now, Duration lifetime, Validity issuer) {
        Validity own = of(now, lifetime);
        return own.notAfter.isAfter(issuer.notAfter)
                ? new Validity(own.notBefore, issuer.notAfter)
                : own;
    }

    /** When it was made, if it was made here. */
    Instant made() {
        return notBefore.plus(BACKDATE);
    }

    public Duration lifetime() {
        return Duration.between(notBefore, notAfter);
    }

    /** Negative when it is over. */
    public Duration remaining(Instant now) {
        return Duration.between(now, notAfter);
    }
}
