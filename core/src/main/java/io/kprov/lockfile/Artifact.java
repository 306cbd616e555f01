package io.kprov.lockfile;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * One release file, pinned.
 *
 * @param path below the download site, e.g. {@code
 *     dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubeadm}
 * @param size bytes; empty when the site did not say
 * @param sha256 of the file as downloaded, lower-case hexadecimal
 */
public record Artifact(
        Program program, String version, String path, OptionalLong size, String sha256) {
    private static final Pattern PATH = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._/-]*");
    private static final Pattern FOLDER = Pattern.compile("/opt/kprov/[^/]+/([^/]+)/.*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Artifact {
        if (!VersionTable.isVersion(version)) {
            throw new IllegalArgumentException("version \"" + version + "\" is not a version");
        }
        if (!PATH.matcher(path).matches() || path.contains("..") || path.contains("//")) {
            throw new IllegalArgumentException("path \"" + path + "\" is not a plain path");
        }
        if (size.isPresent() && size.getAsLong() < 1) {
            throw new IllegalArgumentException("size " + size.getAsLong() + " is not positive");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 is not 64 lower-case hexadecimal digits");
        }
    }

    /** Where to download it: below the mirror when the inventory has one, else from upstream. */
    public URI url(Optional<URI> mirror) {
        return DownloadSite.url(mirror, path);
    }

    /** The versioned folder on a host. */
    public String folder() {
        return program.folder(version);
    }

    /** Where {@link Program#oneLink} leads when this file is in use. */
    public String linkTarget() {
        String link = program.oneLink();
        return folder()
                + "/"
                + switch (program.links()) {
                    case Links.Named(var links) -> links.getFirst().target();
                    case Links.EachFile _ -> link.substring(link.lastIndexOf('/') + 1);
                };
    }

    /** The version in whose folder a path is; empty for a path elsewhere. */
    public static Optional<String> versionOf(String path) {
        var matcher = FOLDER.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** In that folder: the digest of the download that it was made from. */
    public String markPath() {
        return folder() + "/.kprov-sha256";
    }

    @Override
    public String toString() {
        return program + " " + version;
    }
}
