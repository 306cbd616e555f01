package io.kprov.lockfile;

import java.net.http.HttpClient;
import java.time.Duration;

/** The way to download sites, upstream's or a mirror. */
public final class SiteClient {
    private SiteClient() {}

    /** A client that follows a site to where its files really are; the caller closes it. */
    public static HttpClient open() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }
}
