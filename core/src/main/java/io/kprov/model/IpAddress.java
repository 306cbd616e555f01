package io.kprov.model;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An IPv4 or IPv6 address, never a name; reading one asks no DNS. */
public record IpAddress(InetAddress inet) {
    /** Four numbers without leading zeros; the JDK also takes {@code 10.1} and {@code 42}. */
    private static final Pattern DOTTED =
            Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern ZERO_RUN = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    /** Reads a literal address; empty for anything else, names included. */
    public static Optional<IpAddress> parse(String text) {
        try {
            boolean literal =
                    text.indexOf(':') >= 0 ? text.indexOf('%') < 0 : DOTTED.matcher(text).matches();
            return literal
                    ? Optional.of(new IpAddress(InetAddress.ofLiteral(text)))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    public boolean isV6() {
        return inet.getAddress().length == 16;
    }

    /** As an unsigned number, for arithmetic within a network. */
    public BigInteger number() {
        return new BigInteger(1, inet.getAddress());
    }

    /** The address as a URL's host part: IPv6 in brackets (RFC 3986). */
    public String urlHost() {
        return isV6() ? "[" + this + "]" : toString();
    }

    /** The canonical text (RFC 5952), as Kubernetes prints it: {@code fd00::11}. */
    @Override
    public String toString() {
        if (!isV6()) {
            return inet.getHostAddress();
        }
        String full = inet.getHostAddress().replaceFirst("%.*", "");
        return ZERO_RUN.matcher(full)
                .results()
                .max(
                        Comparator.comparingInt((MatchResult run) -> run.group().length())
                                .thenComparing(MatchResult::start, Comparator.reverseOrder()))
                .map(run -> full.substring(0, run.start()) + "::" + full.substring(run.end()))
                .orElse(full);
    }
}
