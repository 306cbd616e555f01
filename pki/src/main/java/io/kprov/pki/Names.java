package io.kprov.pki;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** DNS names and IP literals as certificates carry them, in one spelling each. */
final class Names {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NODE_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern DNS_NAME = Pattern.compile("(\\*\\.)?" + NODE_NAME.pattern());
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern ZERO_GROUPS = Pattern.compile("(?<![^:])0(:0)+(?![^:])");

    private Names() {}

    static boolean isAddress(String text) {
        return text.contains(":") || IPV4.matcher(text).matches();
    }

    /** An address in its canonical form: RFC 5952 for IPv6. */
    static String requireAddress(String text) {
        if (!isAddress(text) || text.contains("%")) {
            throw new IllegalArgumentException("not an IP address: \"" + text + "\"");
        }
        InetAddress address = InetAddress.ofLiteral(text);
        return address instanceof Inet6Address ? compressed(address) : address.getHostAddress();
    }

    /** A DNS name in lower case; wildcards are allowed, as kubeadm allows them. */
    static String requireDnsName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!DNS_NAME.matcher(name).matches() || name.length() > 253) {
            throw new IllegalArgumentException("not a DNS name: \"" + text + "\"");
        }
        return name;
    }

    /** Strict, as node names become directories and common names. */
    static String requireNodeName(String text) {
        if (!NODE_NAME.matcher(text).matches() || text.length() > 253 || isAddress(text)) {
            throw new IllegalArgumentException("not a node name: \"" + text + "\"");
        }
        return text;
    }

    /** The first of the longest runs of zero groups becomes {@code ::}. */
    private static String compressed(InetAddress address) {
        String full = address.getHostAddress();
        return ZERO_GROUPS
                .matcher(full)
                .results()
                .reduce((a, b) -> b.group().length() > a.group().length() ? b : a)
                .map(zeros -> shortened(full, zeros))
                .orElse(full);
    }

    private static String shortened(String full, MatchResult zeros) {
        String before = full.substring(0, zeros.start());
        String after = full.substring(zeros.end());
        return (before.isEmpty() ? ":" : before) + (after.isEmpty() ? ":" : after);
    }
}
