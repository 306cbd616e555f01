package io.kprov.facts;

import java.util.Comparator;

/**
 * An API that will be removed.
 *
 * @param group empty for the core group
 * @param removedRelease minor without it, e.g. {@code 1.37}; empty when that is not decided
 */
public record DeprecatedApi(String group, String version, String resource, String removedRelease)
        implements Comparable<DeprecatedApi> {
    private static final Comparator<DeprecatedApi> ORDER =
            Comparator.comparing(DeprecatedApi::group)
                    .thenComparing(DeprecatedApi::version)
                    .thenComparing(DeprecatedApi::resource)
                    .thenComparing(DeprecatedApi::removedRelease);

    @Override
    public int compareTo(DeprecatedApi other) {
        return ORDER.compare(this, other);
    }

    /** {@code flowschemas of flowcontrol.apiserver.k8s.io/v1beta3, removed in 1.32}. */
    @Override
    public String toString() {
        return "%s of %s%s%s"
                .formatted(
                        resource,
                        group.isEmpty() ? "" : group + "/",
                        version,
                        removedRelease.isEmpty() ? "" : ", removed in " + removedRelease);
    }
}
