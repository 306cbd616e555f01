package io.kprov.inventory;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of all other texts of an inventory. */
final class Formats {
    /** A flag's value may name many things, but it must fit a command line. */
    static final int LONGEST_LINE = 64 << 10;

    /** A fingerprint's digest, perhaps without its name or with padding, in a longer line. */
    private static final Pattern DIGEST =
            Pattern.compile("(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])");

    private static final Pattern MD5 = Pattern.compile("(?:[0-9a-f]{2}:){15}[0-9a-f]{2}");

    private static final Duration LONGEST_LIFE = Duration.ofDays(365L * 100);

    static final Format LABEL =
            lowerCasing(
                    Format.of(
                            "a name (RFC 1123 label: up to 63 of a-z, 0-9 and -, no - at the ends)",
                            Notation.LABEL));

    static final Format HOST_NAME =
            lowerCasing(
                    Format.of(
                                    "a host name (RFC 1123: labels of a-z, 0-9 and -, with dots"
                                            + " between)",
                                    Notation.SUBDOMAIN)
                            .exactly(text -> text.length() <= 253));

    static final Format DURATION =
            Format.of("a lifetime (a number and y, d, h or m, up to 100y)", "[1-9][0-9]{0,5}[ydhm]")
                    .exactly(text ->
                            Notation.duration(text)
                                    .filter(life -> life.compareTo(LONGEST_LIFE) <= 0)
                                    .isPresent())
                    .hinting(text ->
                            text.matches("[1-9][0-9]*")
                                    ? Optional.of("add the unit, e.g. " + text + "d")
                                    : Optional.empty());

    static final Format SECONDS =
            Format.of("a time in seconds (1s to 300s)", "(?:[1-9][0-9]?|[12][0-9][0-9]|300)s")
                    .hinting(text ->
                            text.matches("[1-9][0-9]*")
                                    ? Optional.of("add the unit, e.g. " + text + "s")
                                    : Optional.empty());

    static final Format USER = Format.of("a user name", "[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}");

    static final Format INTERFACE =
            Format.of(
                    "a network interface (up to 15 characters, e.g. eth1)",
                    "[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

    static final Format FINGERPRINT = fingerprint();

    static final Format TOML_FILE =
            Format.of(
                            "a file name that ends in .toml, without folders",
                            "[A-Za-z0-9][A-Za-z0-9._-]{0,94}\\.toml")
                    .hinting(text ->
                            text.matches("[A-Za-z0-9][A-Za-z0-9_-]*")
                                    ? Optional.of(
                                            "did you mean " + Quoted.text(text + ".toml") + "?")
                                    : Optional.empty());

    static final Format COMPONENT_VERSION =
            Format.of(
                            "a version (e.g. 2.2.9)",
                            "[0-9]{1,5}(?:\\.[0-9]{1,5}){1,2}(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?")
                    .hinting(text ->
                            text.matches("v[0-9].*")
                                    ? Optional.of(
                                            "did you mean " + Quoted.text(text.substring(1)) + "?")
                                    : Optional.empty());

    static final Format LINE =
            Format.of("one line of text", "[^\\u0000-\\u001f\\u007f]+").upTo(LONGEST_LINE);

    static final Format TEXT = Format.of("a text", "[^\\u0000]+").upTo(InventoryText.LARGEST);

    private Formats() {}

    private static Format fingerprint() {
        Format format =
                Format.of(
                        "a host key's fingerprint (SHA256: and 43 characters, as ssh-keygen -lf and"
                                + " kprov hostkeys print it)",
                        "SHA256:[A-Za-z0-9+/]{43}");
        return format.hinting(text -> {
            Matcher digest = DIGEST.matcher(text);
            if (digest.find()) {
                return format.didYouMean("SHA256:" + digest.group(1));
            }
            if (text.contains("AAAA")) {
                return Optional.of("this is a key; for its fingerprint: ssh-keygen -lf FILE");
            }
            return MD5.matcher(text).find()
                    ? Optional.of("this is an MD5 fingerprint; for the other: ssh-keygen -lf FILE")
                    : Optional.empty();
        });
    }

    /** Offers the lower-case form with dashes when that fits. */
    static Format lowerCasing(Format format) {
        return format.hinting(text ->
                format.didYouMean(text.strip().toLowerCase(Locale.ROOT).replaceAll("[_ ]", "-")));
    }
}
