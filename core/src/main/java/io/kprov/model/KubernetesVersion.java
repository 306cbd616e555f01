package io.kprov.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A released Kubernetes version such as 1.36.3. */
public record KubernetesVersion(int major, int minor, int patch)
        implements Comparable<KubernetesVersion> {

    /** The minors that this kprov installs and upgrades, oldest first: upstream's last three. */
    public static final List<String> SUPPORTED_MINORS = List.of("1.35", "1.36", "1.37");

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,2})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Comparator<KubernetesVersion> ORDER =
            Comparator.comparingInt(KubernetesVersion::major)
                    .thenComparingInt(KubernetesVersion::minor)
                    .thenComparingInt(KubernetesVersion::patch);

    /** Reads {@code 1.36.3} or {@code v1.36.3}. */
    public static Optional<KubernetesVersion> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new KubernetesVersion(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2)),
                                Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** {@code 1.36}. */
    public String minorText() {
        return major + "." + minor;
    }

    /** {@code v1.36.3}, as kubeadm and image tags spell it. */
    public String tag() {
        return "v" + this;
    }

    public boolean isOlderThan(KubernetesVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(KubernetesVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
