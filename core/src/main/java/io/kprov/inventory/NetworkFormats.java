package io.kprov.inventory;

import io.kprov.model.Cidr;
import io.kprov.model.IpAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of addresses, networks, sites and DNS names. */
final class NetworkFormats {
    private static final String ADDRESS_CHARACTERS =
            "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*";

    private static final String HOST_CHARACTERS = "[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]";

    static final Format ADDRESS = address();

    static final Format NETWORK = network();

    static final Format ENDPOINT =
            Format.of(
                            "an endpoint (host:port, the host a DNS name or an address)",
                            "(?:" + HOST_CHARACTERS + "):[0-9]{1,5}")
                    .exactly(text -> Notation.endpoint(text).isPresent())
                    .hinting(text ->
                            Notation.isHost(text)
                                    ? Optional.of(
                                            "add the port, e.g. "
                                                    + Quoted.text(urlHost(text) + ":8443"))
                                    : Optional.empty());

    static final Format JUMP_HOST =
            Format.of(
                            "a jump host (user@host:port, user and port may be left out)",
                            "(?:[^@\\s]+@)?(?:" + HOST_CHARACTERS + ")(?::[0-9]{1,5})?")
                    .exactly(text -> Notation.jump(text).isPresent());

    static final Format SITE =
            Format.of(
                            "a site (http:// or https://, host, and optionally port and path; no"
                                    + " user)",
                            "https?://[^\\s/@?#]+(?:/[^\\s@?#]*)?")
                    .exactly(text -> Notation.site(text).isPresent())
                    .hinting(text ->
                            text.contains("://") || !text.matches("[\\w.:/-]+")
                                    ? Optional.empty()
                                    : Optional.of(
                                            "did you mean "
                                                    + Quoted.text("https://" + text)
                                                    + "?"));

    static final Format REGISTRY =
            Format.of(
                    "a registry (host or host:port, as image names start)",
                    "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?");

    static final Format SAN =
            Format.of(
                            "a DNS name or an address",
                            "(?:\\*\\.)?" + Notation.SUBDOMAIN + "|" + ADDRESS_CHARACTERS)
                    .exactly(text ->
                            Notation.isHost(text.startsWith("*.") ? text.substring(2) : text));

    static final Format DNS_DOMAIN =
            Formats.lowerCasing(
                    Format.of("a DNS domain (RFC 1123)", Notation.SUBDOMAIN)
                            .exactly(Notation::isDnsName));

    private NetworkFormats() {}

    private static Format address() {
        Format format =
                Format.of("an IPv4 or IPv6 address", ADDRESS_CHARACTERS)
                        .exactly(text -> IpAddress.parse(text).isPresent());
        return format.hinting(text -> addressHint(format, text));
    }

    private static Optional<String> addressHint(Format format, String text) {
        if (text.matches("[0-9]+(\\.[0-9]+){3}")) {
            String repaired =
                    Arrays.stream(text.split("\\.", -1))
                            .map(number -> number.replaceFirst("^0+(?=.)", ""))
                            .map(number -> tooLarge(number) ? number.substring(0, 2) : number)
                            .collect(Collectors.joining("."));
            return format.didYouMean(repaired);
        }
        if (text.indexOf('/') > 0) {
            return format.didYouMean(text.substring(0, text.indexOf('/')));
        }
        return Notation.isDnsName(text)
                ? Optional.of("write its address, kprov asks no DNS")
                : Optional.empty();
    }

    private static boolean tooLarge(String number) {
        return number.length() > 3 || Integer.parseInt(number) > 255;
    }

    private static Format network() {
        return Format.of(
                        "a network (address/prefix with its host bits zero)",
                        "(?:" + ADDRESS_CHARACTERS + ")/[0-9]{1,3}")
                .exactly(text -> Cidr.parse(text).isPresent())
                .hinting(NetworkFormats::networkHint);
    }

    private static Optional<String> networkHint(String text) {
        if (text.indexOf(',') > 0) {
            return Optional.of("dual stack is not supported, write one network");
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text)
                    .map(address -> "add the prefix, e.g. " + Quoted.text(text + "/16"));
        }
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> text.substring(slash + 1).matches("[0-9]{1,3}"))
                .flatMap(address -> masked(address, Integer.parseInt(text.substring(slash + 1))))
                .map(cidr -> "did you mean " + Quoted.text(cidr.toString()) + "?");
    }

    private static Optional<Cidr> masked(IpAddress address, int prefix) {
        if (prefix > (address.isV6() ? 128 : 32)) {
            return Optional.empty();
        }
        var cidr = new Cidr(address, prefix);
        return Optional.of(new Cidr(cidr.address(0), prefix));
    }

    private static String urlHost(String host) {
        return IpAddress.parse(host).map(IpAddress::urlHost).orElse(host);
    }
}
