package io.kprov.lockfile;

import io.kprov.model.KubernetesVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Looks up what upstream's sites, or the mirror in their place, publish about a release file. */
final class DownloadSite {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes 0-0/(\\d{1,18})");
    private static final int LONGEST_QUOTE = 80;

    private final Http http;
    private final Optional<URI> mirror;

    DownloadSite(Http http, Optional<URI> mirror) {
        this.http = http;
        this.mirror = mirror;
    }

    /** Where a path of upstream's is: below the mirror, else {@code https://} and the path. */
    static URI url(Optional<URI> mirror, String path) {
        return mirror.map(site -> URI.create(site.toString().replaceFirst("/+$", "") + "/" + path))
                .orElseGet(() -> URI.create("https://" + path));
    }

    /** The file with its published checksum and its size, as far as the site tells it. */
    Artifact lookUp(Wanted.Release release) throws LookupException {
        String sha256 = checksum(release);
        return new Artifact(
                release.program(), release.version(), release.path(), size(release), sha256);
    }

    /** What upstream calls the stable release of a minor. */
    KubernetesVersion newest(String minor) throws LookupException {
        HttpRequest request =
                HttpRequest.newBuilder(url(mirror, "dl.k8s.io/release/stable-" + minor + ".txt"))
                        .build();
        HttpResponse<byte[]> answer = http.whole(request);
        String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
        return (answer.statusCode() == 200
                        ? KubernetesVersion.parse(text)
                        : Optional.<KubernetesVersion>empty())
                .orElseThrow(() ->
                        new LookupException(
                                Http.asked(request),
                                "was answered with status " + answer.statusCode()));
    }

    private String checksum(Wanted.Release release) throws LookupException {
        HttpRequest request = HttpRequest.newBuilder(url(mirror, release.checksumPath())).build();
        HttpResponse<byte[]> answer = http.whole(request);
        if (answer.statusCode() != 200) {
            throw new LookupException(
                    Http.asked(request), "was answered with status " + answer.statusCode());
        }
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String file = release.path().substring(release.path().lastIndexOf('/') + 1);
        return Checksums.find(text, file)
                .orElseThrow(() ->
                        new LookupException(
                                Http.asked(request),
                                "has not exactly one sha256 for "
                                        + file
                                        + ", it begins: "
                                        + quote(text)));
    }

    private static String quote(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return "\"" + line.substring(0, Math.min(line.length(), LONGEST_QUOTE)) + "\"";
    }

    /** Asks with HEAD, and where a site does not answer that, for the first byte. */
    private OptionalLong size(Wanted.Release release) throws LookupException {
        URI file = url(mirror, release.path());
        var head = ask(HttpRequest.newBuilder(file).HEAD().build());
        OptionalLong size = contentLength(head);
        if (size.isPresent()) {
            return size;
        }
        var first = ask(HttpRequest.newBuilder(file).header("Range", "bytes=0-0").build());
        return first.statusCode() == 206
                ? first.headers()
                        .firstValue("Content-Range")
                        .map(CONTENT_RANGE::matcher)
                        .filter(range -> range.matches())
                        .map(range -> OptionalLong.of(Long.parseLong(range.group(1))))
                        .orElse(OptionalLong.empty())
                : contentLength(first);
    }

    private HttpResponse<?> ask(HttpRequest request) throws LookupException {
        HttpResponse<?> answer = http.headers(request);
        if (answer.statusCode() == 404 || answer.statusCode() == 410) {
            throw new LookupException(
                    Http.asked(request),
                    "was answered with status "
                            + answer.statusCode()
                            + ", although its checksum is there");
        }
        return answer;
    }

    private static OptionalLong contentLength(HttpResponse<?> answer) {
        if (answer.statusCode() != 200) {
            return OptionalLong.empty();
        }
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        return length.orElse(0) > 0 ? length : OptionalLong.empty();
    }
}
