package io.kprov.lockfile;

import java.util.regex.Pattern;

/**
 * One image, pinned.
 *
 * @param reference with registry and tag, e.g. {@code registry.k8s.io/kube-apiserver:v1.36.3};
 *     always upstream's name, whatever mirror serves it
 * @param digest of what the tag names, an index or a manifest: {@code sha256:} and 64 digits
 */
public record LockedImage(String reference, String digest, Audience audience) {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    public LockedImage {
        ImageReference.parse(reference);
        if (!isDigest(digest)) {
            throw new IllegalArgumentException(
                    "digest \"" + digest + "\" is not sha256: and 64 hexadecimal digits");
        }
    }

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** What containerd is asked for: {@code registry.k8s.io/kube-apiserver@sha256:...}. */
    public String pinned() {
        ImageReference image = ImageReference.parse(reference);
        return image.registry() + "/" + image.name() + "@" + digest;
    }
}
