package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageRegistryTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    /** What sha256sum says of two braces. */
    private static final String DIGEST_OF_BRACES =
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private static final String MANIFEST = "/v2/library/busybox/manifests/1.35";
    private static final String TOKENS = "http://auth.example.com/token";

    private final FakeInternet internet = new FakeInternet();

    @AfterEach
    void stop() {
        internet.close();
    }

    @Test
    void the_digest_comes_by_HEAD_with_all_manifest_types_accepted() throws Exception {
        internet.page(
                "http://one" + MANIFEST,
                exchange -> {
                    assertThat(exchange.getRequestHeaders().getFirst("Accept"))
                            .contains("oci.image.index", "manifest.list", "image.manifest");
                    named(exchange, DIGEST);
                });

        assertThat(digest("http://one")).isEqualTo(DIGEST);
        assertThat(internet.asked())
                .containsExactly("HEAD http://one" + MANIFEST + "?ns=docker.io");
    }

    @Test
    void mirrors_are_asked_in_order_until_one_has_the_image() throws Exception {
        internet.page("http://two/proxy" + MANIFEST, exchange -> named(exchange, DIGEST));
        internet.page(
                "http://three/proxy" + MANIFEST,
                exchange -> named(exchange, DIGEST.replace('0', '1')));

        assertThat(digest("http://one", "http://two/proxy/v2/", "http://three/proxy"))
                .isEqualTo(DIGEST);
    }

    @Test
    void without_the_header_the_digest_is_that_of_the_content() throws Exception {
        internet.text("http://one" + MANIFEST, "{}");

        assertThat(digest("http://one")).isEqualTo(DIGEST_OF_BRACES);
    }

    @Test
    void a_registry_without_HEAD_is_asked_with_GET() throws Exception {
        internet.page(
                "http://one" + MANIFEST,
                exchange -> {
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        FakeInternet.send(exchange, 405, "");
                    } else {
                        named(exchange, DIGEST_OF_BRACES);
                    }
                });

        assertThat(digest("http://one")).isEqualTo(DIGEST_OF_BRACES);
    }

    @Test
    void content_that_is_not_what_it_calls_itself_is_refused() {
        internet.page(
                "http://one" + MANIFEST,
                exchange -> {
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        FakeInternet.send(exchange, 405, "");
                    } else {
                        named(exchange, DIGEST);
                    }
                });

        assertThat(refusal("http://one")).contains(DIGEST_OF_BRACES + " that calls itself");
    }

    @Test
    void a_digest_of_another_kind_is_refused() {
        internet.page("http://one" + MANIFEST, exchange -> named(exchange, "md5:abc"));

        assertThat(refusal("http://one")).contains("with the digest \"md5:abc\"");
    }

    @Test
    void a_challenge_is_answered_with_an_anonymous_token() throws Exception {
        challengeAt(
                "http://one", "Bearer realm=\"" + TOKENS + "\",service=\"reg\",scope=\"a:b c\"");
        internet.page(
                TOKENS,
                exchange -> {
                    assertThat(exchange.getRequestURI().getRawQuery())
                            .isEqualTo("service=reg&scope=a%3Ab+c");
                    FakeInternet.send(exchange, 200, "{\"access_token\": \"t0ken\"}");
                });

        assertThat(digest("http://one")).isEqualTo(DIGEST);
    }

    @Test
    void after_a_redirect_only_the_last_registry_gets_the_token() throws Exception {
        internet.page(
                "http://one" + MANIFEST,
                exchange -> {
                    assertThat(exchange.getRequestHeaders()).doesNotContainKey("Authorization");
                    FakeInternet.header(exchange, "Location", "http://backend" + MANIFEST);
                    FakeInternet.send(exchange, 307, "");
                });
        challengeAt("http://backend", "bearer realm=\"" + TOKENS + "?a=1\",service=\"reg\"");
        internet.text(TOKENS, "{\"token\": \"t0ken\"}");

        assertThat(digest("http://one")).isEqualTo(DIGEST);
        assertThat(internet.asked()).contains("GET " + TOKENS + "?a=1&service=reg");
    }

    @Test
    void a_registry_that_wants_a_login_is_said_to() {
        challengeAt("http://one", "Basic realm=\"private\"");

        assertThat(refusal("http://one")).contains("status 401", "without a login");
    }

    @Test
    void a_realm_that_is_no_address_is_refused() {
        for (String realm : List.of("", "file:///etc/passwd", "http://", "http://a b/")) {
            challengeAt("http://one", "Bearer realm=\"" + realm + "\"");

            assertThat(refusal("http://one")).as(realm).contains("without a login");
        }
    }

    @Test
    void a_token_that_does_not_come_is_said_so() {
        challengeAt("http://one", "Bearer realm=\"" + TOKENS + "\"");

        assertThat(refusal("http://one")).contains(TOKENS + " (for a token)", "404");
        for (String answer : List.of("{}", "[]", "no JSON", "{\"token\": \"a\\nb\"}", "")) {
            internet.text(TOKENS, answer);

            assertThat(refusal("http://one")).as(answer).contains("was answered without one");
        }
    }

    @Test
    void a_token_that_is_not_accepted_is_never_shown() {
        challengeAt("http://one", "Bearer realm=\"" + TOKENS + "\"");
        internet.text(TOKENS, "{\"token\": \"wr0ng\"}");

        assertThat(refusal("http://one")).contains("status 401").doesNotContain("wr0ng");
    }

    @Test
    void docker_hub_itself_is_asked_last() {
        assertThat(refusal("http://one"))
                .contains("HEAD http://one" + MANIFEST + " was answered with status 404")
                .contains("HEAD https://registry-1.docker.io" + MANIFEST + " failed");
    }

    private void challengeAt(String site, String challenge) {
        internet.page(
                site + MANIFEST,
                exchange -> {
                    String token = exchange.getRequestHeaders().getFirst("Authorization");
                    if ("Bearer t0ken".equals(token)) {
                        named(exchange, DIGEST);
                    } else {
                        FakeInternet.header(exchange, "WWW-Authenticate", challenge);
                        FakeInternet.send(exchange, 401, "");
                    }
                });
    }

    private static void named(HttpExchange exchange, String digest) throws IOException {
        FakeInternet.header(exchange, "Docker-Content-Digest", digest);
        FakeInternet.send(exchange, 200, "{}");
    }

    private String refusal(String... mirrors) {
        return catchThrowableOfType(LookupException.class, () -> digest(mirrors)).reason();
    }

    private String digest(String... mirrors) throws LookupException {
        var registry =
                new ImageRegistry(
                        new Http(internet.client(), Duration.ofSeconds(20)),
                        Map.of("docker.io", Arrays.stream(mirrors).map(URI::create).toList()));
        return registry.lookUp(new Wanted.Image("busybox:1.35", Audience.NODES)).digest();
    }
}
