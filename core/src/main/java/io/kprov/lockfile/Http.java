package io.kprov.lockfile;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks over HTTP with a limit in time and size, and says in one line what went wrong. */
final class Http {
    /** Checksum files and manifests are some KiB; registries refuse manifests above 4 MiB. */
    private static final long LARGEST_ANSWER = 4L << 20;

    private final HttpClient client;
    private final Duration timeout;

    /**
     * Asks through a client.
     *
     * @param timeout for one answer with its body
     */
    Http(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** The whole answer, at most 4 MiB. */
    HttpResponse<byte[]> whole(HttpRequest request) throws LookupException {
        return send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    }

    /** Status and headers of the answer; its body is left alone, however long. */
    HttpResponse<InputStream> headers(HttpRequest request) throws LookupException {
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        try {
            response.body().close();
        } catch (IOException cause) {
            throw new LookupException(asked(request), "failed: " + why(cause));
        }
        return response;
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws LookupException {
        var answer = client.sendAsync(request, handler);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new LookupException(
                    asked(request), "was not answered within " + timeout.toSeconds() + " s");
        } catch (ExecutionException failed) {
            throw new LookupException(asked(request), "failed: " + why(failed.getCause()));
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new LookupException(asked(request), "was stopped");
        }
    }

    /** {@code GET http://...}, for messages. */
    static String asked(HttpRequest request) {
        return request.method() + " " + shown(request.uri());
    }

    /** An address without what may be secret in it: user, password and query. */
    static String shown(URI uri) {
        String host = String.valueOf(uri.getHost());
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + host + port + uri.getRawPath();
    }

    private static String why(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException) {
                return "the name does not resolve";
            }
        }
        if (cause == null) {
            return "no reason is known";
        }
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }
}
