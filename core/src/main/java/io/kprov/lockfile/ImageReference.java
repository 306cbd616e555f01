package io.kprov.lockfile;

import java.util.regex.Pattern;

/**
 * An image's name in three parts. Short names are Docker Hub's: {@code busybox:1} is {@code
 * docker.io/library/busybox:1}.
 */
record ImageReference(String registry, String name, String tag) {
    private static final String DOCKER_HUB = "docker.io";
    private static final Pattern REGISTRY = Pattern.compile("[0-9A-Za-z.-]+(:\\d{1,5})?");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}");

    /**
     * Reads {@code registry/name:tag}.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static ImageReference parse(String text) {
        int colon = text.lastIndexOf(':');
        int slash = text.indexOf('/');
        if (colon < 0 || colon < text.lastIndexOf('/')) {
            throw new IllegalArgumentException("image \"" + text + "\" has no tag");
        }
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = named ? first : DOCKER_HUB;
        String name = text.substring(named ? slash + 1 : 0, colon);
        if (registry.equals(DOCKER_HUB) && name.indexOf('/') < 0) {
            name = "library/" + name;
        }
        String tag = text.substring(colon + 1);
        if (!REGISTRY.matcher(registry).matches()
                || !NAME.matcher(name).matches()
                || !TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("image \"" + text + "\" is not registry/name:tag");
        }
        return new ImageReference(registry, name, tag);
    }

    /** The machine that serves the registry's API; Docker Hub's has a name of its own. */
    String apiHost() {
        return registry.equals(DOCKER_HUB) ? "registry-1.docker.io" : registry;
    }
}
