package io.kprov.inventory;

import io.kprov.model.Endpoint;
import io.kprov.model.IpAddress;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.model.Taint;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The inventory's short notations, each to its value; empty when the text is not one. */
final class Notation {
    static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    static final String SUBDOMAIN = LABEL + "(?:\\." + LABEL + ")*";
    static final String QUALIFIED_NAME =
            "(?:" + SUBDOMAIN + "/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    static final String LABEL_VALUE = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

    private static final int LONGEST_NAME = 253;
    private static final Pattern SUBDOMAIN_FORM = Pattern.compile(SUBDOMAIN);
    private static final Pattern NUMBERS_ONLY = Pattern.compile("[0-9.]+");
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+)):([0-9]{1,5})");
    private static final Pattern JUMP =
            Pattern.compile(
                    "(?:([^@\\s]+)@)?(\\[[0-9A-Fa-f:.]+]|[^@:\\s\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([ydhm])");
    private static final Pattern TAINT =
            Pattern.compile("(" + QUALIFIED_NAME + ")(?:=(" + LABEL_VALUE + ")?)?:([A-Za-z]+)");

    private Notation() {}

    /** A DNS name that cannot be taken for an address. */
    static boolean isDnsName(String text) {
        return text.length() <= LONGEST_NAME
                && SUBDOMAIN_FORM.matcher(text).matches()
                && !NUMBERS_ONLY.matcher(text).matches();
    }

    static boolean isHost(String text) {
        return isDnsName(text) || IpAddress.parse(text).isPresent();
    }

    static Optional<Endpoint> endpoint(String text) {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
        return port(matcher.group(3))
                .filter(port -> isHost(host))
                .map(port -> new Endpoint(host, port));
    }

    static Optional<JumpHost> jump(String text) {
        Matcher matcher = JUMP.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(2).replace("[", "").replace("]", "");
        Optional<Integer> port = Optional.ofNullable(matcher.group(3)).flatMap(Notation::port);
        boolean portIsWrong = matcher.group(3) != null && port.isEmpty();
        return portIsWrong || !isHost(host)
                ? Optional.empty()
                : Optional.of(new JumpHost(Optional.ofNullable(matcher.group(1)), host, port));
    }

    /** A number of seconds with its unit. */
    static Optional<Duration> seconds(String text) {
        return text.matches("[0-9]{1,9}s")
                ? Optional.of(
                        Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1))))
                : Optional.empty();
    }

    /** {@code 60d}, {@code 1y}, {@code 12h}, {@code 30m}; a year is 365 days, as kubeadm counts. */
    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "y" -> Duration.ofDays(365 * count);
                    case "d" -> Duration.ofDays(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofMinutes(count);
                });
    }

    static Optional<Taint> taint(String text) {
        Matcher matcher = TAINT.matcher(text);
        return matcher.matches()
                ? Taint.Effect.fromName(matcher.group(3))
                        .map(effect ->
                                new Taint(
                                        matcher.group(1),
                                        Optional.ofNullable(matcher.group(2)),
                                        effect))
                : Optional.empty();
    }

    /** An http or https site, without user, query or fragment. */
    static Optional<URI> site(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare =
                    uri.getRawUserInfo() == null
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            return web && bare && uri.getHost() != null && uri.getPort() <= 65535
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> port(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65535 ? Optional.of(port) : Optional.empty();
    }
}
