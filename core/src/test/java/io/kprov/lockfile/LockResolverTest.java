package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockResolverTest {
    private static final String SITE = "http://mirror.example.com/";
    private static final String REGISTRY = "http://mirror.example.com:5000";
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final LockResolver.Progress QUIET = (_, _, _) -> {};

    private final FakeInternet internet = new FakeInternet();
    private final Cluster cluster =
            Clusters.of("1.36.3")
                    .below(
                            SITE,
                            Map.of(
                                    "registry.k8s.io", List.of(URI.create(REGISTRY)),
                                    "ghcr.io", List.of(URI.create(REGISTRY + "/"))))
                    .cluster();
    private final LockFile complete = LockFileTest.lockOf("1.36.3");

    @BeforeEach
    void serve_everything() {
        for (Artifact artifact : complete.artifacts()) {
            internet.text(SITE + artifact.path(), "x".repeat(Math.toIntExact(size(artifact))));
            internet.text(SITE + checksumPath(artifact), SHA + "  " + file(artifact) + "\n");
        }
        for (LockedImage image : complete.images()) {
            internet.page(
                    manifest(image),
                    exchange -> {
                        FakeInternet.header(exchange, "Docker-Content-Digest", image.digest());
                        FakeInternet.send(exchange, 200, "{}");
                    });
        }
    }

    @AfterEach
    void stop() {
        internet.close();
    }

    @Test
    void finds_every_file_and_image_in_the_locks_order() {
        LockFile lock = resolve(QUIET);

        assertThat(lock.images()).isEqualTo(complete.images());
        assertThat(lock.artifacts())
                .extracting(Artifact::program, Artifact::sha256, Artifact::size)
                .containsExactlyElementsOf(
                        complete.artifacts().stream()
                                .map(artifact ->
                                        org.assertj.core.groups.Tuple.tuple(
                                                artifact.program(),
                                                SHA,
                                                OptionalLong.of(size(artifact))))
                                .toList());
        assertThat(lock.problemsFor(cluster)).isEmpty();
    }

    @Test
    void progress_counts_to_the_total() {
        var said = new ArrayList<String>();

        resolve((item, done, total) -> said.add(done + "/" + total + " " + item));

        assertThat(said).hasSize(16);
        assertThat(said.getFirst()).startsWith("1/16 ");
        assertThat(said.getLast()).startsWith("16/16 ");
        assertThat(said).anyMatch(line -> line.endsWith(" kubelet 1.36.3"));
        assertThat(said).anyMatch(line -> line.endsWith(" registry.k8s.io/pause:3.10.2"));
    }

    @Test
    void a_site_without_HEAD_is_asked_for_the_first_byte() {
        internet.page(
                SITE + path(Program.KUBELET),
                exchange -> {
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        FakeInternet.send(exchange, 405, "");
                    } else {
                        assertThat(exchange.getRequestHeaders().getFirst("Range"))
                                .isEqualTo("bytes=0-0");
                        FakeInternet.header(exchange, "Content-Range", "bytes 0-0/123456");
                        FakeInternet.send(exchange, 206, "x");
                    }
                });

        assertThat(size(resolve(QUIET), Program.KUBELET)).hasValue(123_456);
    }

    @Test
    void a_size_that_nobody_tells_stays_unknown() {
        internet.page(
                SITE + path(Program.KUBELET), exchange -> FakeInternet.send(exchange, 403, ""));
        internet.page(
                SITE + path(Program.RUNC),
                exchange -> {
                    exchange.sendResponseHeaders(200, 0); // chunked: no length
                    exchange.close();
                });

        LockFile lock = resolve(QUIET);

        assertThat(size(lock, Program.KUBELET)).isEmpty();
        assertThat(size(lock, Program.RUNC)).isEmpty();
        assertThat(lock.text()).doesNotContain("\"size\": 0");
    }

    @Test
    void redirects_are_followed() {
        internet.page(
                SITE + path(Program.RUNC),
                exchange -> {
                    FakeInternet.header(exchange, "Location", "http://cdn.example.com/runc");
                    FakeInternet.send(exchange, 302, "");
                });
        internet.text("http://cdn.example.com/runc", "1234567");

        assertThat(size(resolve(QUIET), Program.RUNC)).hasValue(7);
    }

    @Test
    void everything_that_is_missing_is_said_at_once() {
        internet.page(
                SITE + checksumPath(Program.RUNC),
                exchange -> FakeInternet.send(exchange, 200, "<html>\nlog in</html>"));
        internet.page(
                SITE + checksumPath(Program.KUBECTL),
                exchange -> FakeInternet.send(exchange, 500, "oops"));
        internet.page(SITE + path(Program.ETCD), exchange -> FakeInternet.send(exchange, 404, ""));
        internet.page(
                REGISTRY + "/v2/pause/manifests/3.10.2",
                exchange -> FakeInternet.send(exchange, 503, ""));

        KprovException failure = catchThrowableOfType(KprovException.class, () -> resolve(QUIET));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.problems())
                .extracting(Problem::what)
                .containsExactly(
                        "kubectl 1.36.3 could not be locked",
                        "runc 1.4.3 could not be locked",
                        "etcd 3.6.8 could not be locked",
                        "registry.k8s.io/pause:3.10.2 could not be locked");
        List<String> why = failure.problems().stream().map(Problem::why).toList();
        assertThat(why.get(0))
                .isEqualTo(
                        "GET "
                                + SITE
                                + checksumPath(Program.KUBECTL)
                                + " was answered with status 500");
        assertThat(why.get(1)).contains("runc.sha256sum", "\"<html> log in</html>\"");
        assertThat(why.get(2)).contains("HEAD ", "etcd-v3.6.8", "404");
        assertThat(why.get(3))
                .contains(REGISTRY + "/v2/pause/manifests/3.10.2 was answered with status 503")
                .contains("\nHEAD https://registry.k8s.io/v2/pause/manifests/3.10.2 failed");
        assertThat(failure.problems())
                .allSatisfy(problem -> assertThat(problem.next()).endsWith("kprov lock"));
    }

    @Test
    void an_answer_that_never_ends_has_a_limit() {
        var end = new CountDownLatch(1);
        internet.page(
                SITE + checksumPath(Program.KUBEADM),
                exchange -> {
                    exchange.sendResponseHeaders(200, 64);
                    exchange.getResponseBody().write('a');
                    exchange.getResponseBody().flush();
                    try {
                        end.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        var impatient = new LockResolver(internet.client(), Duration.ofSeconds(1));

        KprovException failure =
                catchThrowableOfType(KprovException.class, () -> impatient.resolve(cluster, QUIET));
        end.countDown();

        assertThat(failure.problems())
                .extracting(Problem::why)
                .anyMatch(why -> why.endsWith("kubeadm.sha256 was not answered within 1 s"));
    }

    @Test
    void an_answer_that_is_too_long_is_refused() {
        internet.text(SITE + checksumPath(Program.KUBEADM), "x".repeat(5 << 20));

        KprovException failure = catchThrowableOfType(KprovException.class, () -> resolve(QUIET));

        assertThat(failure.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.why()).contains("kubeadm.sha256 failed"));
    }

    @Test
    void a_password_in_the_mirrors_address_is_not_shown() {
        var secretive = Clusters.of("1.36.3").below("http://u:hush@down.example.com", Map.of());

        KprovException failure =
                catchThrowableOfType(
                        KprovException.class, () -> resolver().resolve(secretive.cluster(), QUIET));

        assertThat(failure.problems().toString())
                .contains("GET http://down.example.com/dl.k8s.io/")
                .doesNotContain("hush");
    }

    private LockFile resolve(LockResolver.Progress progress) {
        return resolver().resolve(cluster, progress);
    }

    private LockResolver resolver() {
        return new LockResolver(internet.client(), Duration.ofSeconds(20));
    }

    private static OptionalLong size(LockFile lock, Program program) {
        return lock.artifacts().stream()
                .filter(artifact -> artifact.program() == program)
                .findFirst()
                .orElseThrow()
                .size();
    }

    private static long size(Artifact artifact) {
        return artifact.path().length();
    }

    private String path(Program program) {
        return artifact(program).path();
    }

    private String checksumPath(Program program) {
        return checksumPath(artifact(program));
    }

    private Artifact artifact(Program program) {
        return complete.artifacts().stream()
                .filter(artifact -> artifact.program() == program)
                .findFirst()
                .orElseThrow();
    }

    private static String checksumPath(Artifact artifact) {
        return artifact.program().checksumPath(artifact.version());
    }

    private static String file(Artifact artifact) {
        return artifact.path().substring(artifact.path().lastIndexOf('/') + 1);
    }

    private static String manifest(LockedImage image) {
        var reference = ImageReference.parse(image.reference());
        return REGISTRY + "/v2/" + reference.name() + "/manifests/" + reference.tag();
    }
}
