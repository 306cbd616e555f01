package io.kprov.lockfile;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks registries for the digest behind a tag (OCI distribution specification, "Pulling
 * manifests"): the mirrors in order, then the registry itself, as containerd does.
 */
final class ImageRegistry {
    /** Indexes before single manifests, so that a tag of many platforms is locked as a whole. */
    private static final String MANIFEST_TYPES =
            String.join(
                    ", ",
                    "application/vnd.oci.image.index.v1+json",
                    "application/vnd.docker.distribution.manifest.list.v2+json",
                    "application/vnd.oci.image.manifest.v1+json",
                    "application/vnd.docker.distribution.manifest.v2+json");

    private static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final Http http;
    private final AnonymousToken tokens;
    private final Map<String, List<URI>> mirrors;

    /**
     * Asks through these mirrors.
     *
     * @param mirrors registry name to the base URLs that are asked before it
     */
    ImageRegistry(Http http, Map<String, List<URI>> mirrors) {
        this.http = http;
        this.tokens = new AnonymousToken(http);
        this.mirrors = mirrors;
    }

    /** The image with its digest, from the first that has it. */
    LockedImage lookUp(Wanted.Image image) throws LookupException {
        var reference = ImageReference.parse(image.reference());
        var failures = new ArrayList<String>();
        for (URI manifest : manifests(reference)) {
            try {
                return new LockedImage(image.reference(), digest(manifest), image.audience());
            } catch (LookupException failed) {
                failures.add(failed.reason());
            }
        }
        throw new LookupException(String.join("\n", failures));
    }

    private List<URI> manifests(ImageReference image) {
        String path = "/" + image.name() + "/manifests/" + image.tag();
        var urls = new ArrayList<URI>();
        // A mirror of several registries is told which one is meant, in containerd's way.
        String namespace = "?ns=" + URLEncoder.encode(image.registry(), StandardCharsets.UTF_8);
        for (URI mirror : mirrors.getOrDefault(image.registry(), List.of())) {
            String base = mirror.toString().replaceFirst("/+$", "");
            String api = base.endsWith("/v2") ? base : base + "/v2";
            urls.add(URI.create(api + path + namespace));
        }
        urls.add(URI.create("https://" + image.apiHost() + "/v2" + path));
        return urls;
    }

    /** By HEAD, which public registries do not count as a pull; else from the manifest itself. */
    private String digest(URI manifest) throws LookupException {
        HttpRequest head =
                HttpRequest.newBuilder(manifest).HEAD().header("Accept", MANIFEST_TYPES).build();
        HttpResponse<byte[]> answer = ask(head);
        Optional<String> named = answer.headers().firstValue(DIGEST_HEADER);
        if (answer.statusCode() == 200 && named.isPresent()) {
            return checked(head, named.get());
        }
        if (answer.statusCode() == 404) {
            throw new LookupException(Http.asked(head), "was answered with status 404");
        }
        return digestOfContent(manifest);
    }

    private String digestOfContent(URI manifest) throws LookupException {
        HttpRequest get = HttpRequest.newBuilder(manifest).header("Accept", MANIFEST_TYPES).build();
        HttpResponse<byte[]> answer = ask(get);
        if (answer.statusCode() != 200) {
            throw new LookupException(
                    Http.asked(get), "was answered with status " + answer.statusCode());
        }
        String computed = "sha256:" + sha256(answer.body());
        String named = answer.headers().firstValue(DIGEST_HEADER).orElse(computed);
        if (!checked(get, named).equals(computed)) {
            throw new LookupException(
                    Http.asked(get),
                    "was answered with content " + computed + " that calls itself " + named);
        }
        return computed;
    }

    private static String checked(HttpRequest request, String digest) throws LookupException {
        if (!LockedImage.isDigest(digest)) {
            throw new LookupException(
                    Http.asked(request), "was answered with the digest \"" + digest + "\"");
        }
        return digest;
    }

    /** Asks, and asks again with a token where the registry wants one. */
    private HttpResponse<byte[]> ask(HttpRequest request) throws LookupException {
        HttpResponse<byte[]> answer = http.whole(request);
        if (answer.statusCode() != 401) {
            return answer;
        }
        // After a redirect it is the last one asked that wants the token, and nobody else gets it.
        HttpRequest challenged =
                HttpRequest.newBuilder(request, (_, _) -> true).uri(answer.uri()).build();
        String token = tokens.fetch(challenged, answer.headers()).reveal();
        return http.whole(
                HttpRequest.newBuilder(challenged, (_, _) -> true)
                        .header("Authorization", "Bearer " + token)
                        .build());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
