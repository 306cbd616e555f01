package io.kprov.inventory;

import io.kprov.model.KubernetesVersion;
import io.kprov.model.Taint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms of Kubernetes' own texts: versions, labels, taints, flags. */
final class KubernetesFormats {
    /** {@code 2GB}, {@code 2 gb}, {@code 500mi}. */
    private static final Pattern MEMORY_SLIP = Pattern.compile("([0-9]+) ?([KMGkmg])[iI]?[bB]?");

    static final Format VERSION = version();

    static final Format TAINT = taint();

    static final Format LABEL_KEY =
            Format.of(
                    "a label key (name, or domain/name; the name up to 63 of letters, digits,"
                            + " '-', '_' and '.')",
                    Notation.QUALIFIED_NAME);

    static final Format LABEL_VALUE =
            Format.of(
                    "a label value (up to 63 of letters, digits, '-', '_' and '.', a letter or"
                            + " digit at the ends; or empty)",
                    "(?:" + Notation.LABEL_VALUE + ")?");

    static final Format ZONE =
            Format.of(
                    "a zone (up to 63 of letters, digits, '-', '_' and '.', a letter or digit at"
                            + " the ends)",
                    Notation.LABEL_VALUE);

    static final Format REGION =
            Format.of(
                    "a region (up to 63 of letters, digits, '-', '_' and '.', a letter or digit at"
                            + " the ends)",
                    Notation.LABEL_VALUE);

    static final Format RESERVED =
            Format.of("auto or none", "auto|none")
                    .hinting(text ->
                            Suggestions.nearest(text, List.of(PoolKeys.AUTO, PoolKeys.NONE))
                                    .map(near -> "did you mean " + near + "?"));

    static final Format CPU =
            Format.of(
                            "an amount of CPU (e.g. 100m, 0.5 or 2)",
                            "[1-9][0-9]{0,6}m|[0-9]{1,4}(?:\\.[0-9]{1,3})?")
                    .hinting(text ->
                            text.matches("[0-9.]+ ?%")
                                    ? Optional.of("write it in CPUs, or auto for a share")
                                    : Optional.empty());

    static final Format MEMORY = memory();

    static final Format FLAG =
            Format.of("the name of a flag, without dashes before it", "[a-z0-9][A-Za-z0-9-]*")
                    .hinting(text ->
                            text.startsWith("--")
                                    ? Optional.of(
                                            "did you mean " + Quoted.text(text.substring(2)) + "?")
                                    : Optional.empty());

    static final Format FLAG_VALUE =
            Format.of("one line of text", "[^\\u0000-\\u001f\\u007f]*").upTo(Formats.LONGEST_LINE);

    static final Format KUBEADM_CHECK =
            Format.of("the name of a kubeadm check (e.g. Swap)", "[A-Za-z0-9][A-Za-z0-9._-]*");

    private KubernetesFormats() {}

    private static Format version() {
        String minors =
                KubernetesVersion.SUPPORTED_MINORS.stream()
                        .map(minor -> minor.substring(minor.indexOf('.') + 1))
                        .collect(Collectors.joining("|"));
        return Format.of(
                        "a supported Kubernetes version (a release of "
                                + String.join(", ", KubernetesVersion.SUPPORTED_MINORS)
                                + ")",
                        "v?1\\.(?:" + minors + ")\\.[0-9]{1,3}")
                .hinting(KubernetesFormats::versionHint);
    }

    private static Format memory() {
        Format format =
                Format.of(
                        "an amount of memory (a number and Ki, Mi, Gi, k, M or G, e.g. 500Mi)",
                        "[1-9][0-9]{0,9}(?:[KMG]i|[kMG])");
        return format.hinting(text -> {
            Matcher slip = MEMORY_SLIP.matcher(text);
            return slip.matches()
                    ? format.didYouMean(
                            slip.group(1) + slip.group(2).toUpperCase(Locale.ROOT) + "i")
                    : Optional.empty();
        });
    }

    private static Optional<String> versionHint(String text) {
        String written = text.startsWith("v") ? text.substring(1) : text;
        if (KubernetesVersion.SUPPORTED_MINORS.contains(written)) {
            return Optional.of("write all three numbers, e.g. " + written + ".2");
        }
        String oldest = KubernetesVersion.SUPPORTED_MINORS.getFirst();
        String newest = KubernetesVersion.SUPPORTED_MINORS.getLast();
        var first = KubernetesVersion.parse(oldest + ".0").orElseThrow();
        return KubernetesVersion.parse(written)
                .map(version ->
                        version.isOlderThan(first)
                                ? "the oldest supported minor is " + oldest
                                : "the newest supported minor is " + newest);
    }

    private static Format taint() {
        var effects = Arrays.stream(Taint.Effect.values()).map(Taint.Effect::apiName).toList();
        return Format.of(
                        "a taint (key=value:Effect or key:Effect; the effect one of "
                                + String.join(", ", effects)
                                + ")",
                        Notation.QUALIFIED_NAME
                                + "(?:=(?:"
                                + Notation.LABEL_VALUE
                                + ")?)?:(?:"
                                + String.join("|", effects)
                                + ")")
                .hinting(text -> {
                    int colon = text.lastIndexOf(':');
                    return Suggestions.nearest(text.substring(colon + 1), effects)
                            .map(effect -> text.substring(0, colon + 1) + effect)
                            .filter(repaired -> Notation.taint(repaired).isPresent())
                            .map(repaired -> "did you mean " + Quoted.text(repaired) + "?");
                });
    }
}
