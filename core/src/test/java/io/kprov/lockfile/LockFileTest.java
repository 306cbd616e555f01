package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @TempDir private Path folder;

    @Test
    void the_text_is_the_golden_one() throws IOException {
        assertThat(lockOf("1.36.3").text()).isEqualTo(golden());
    }

    @Test
    void what_is_written_is_read_again() {
        Path file = LockFile.beside(folder.resolve("inventory.yaml"));
        LockFile lock = lockOf("1.37.2");

        lock.write(file);
        lockOf("1.36.3").write(file);
        lock.write(file);

        assertThat(file).isEqualTo(folder.resolve("kprov.lock"));
        assertThat(LockFile.read(file)).isEqualTo(lock);
        assertThat(folder.toFile().list()).containsExactly("kprov.lock");
    }

    @Test
    void everyone_may_read_a_lock() throws IOException {
        Path file = folder.resolve("kprov.lock");
        lockOf("1.36.3").write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .startsWith("rw-r");
    }

    @Test
    void an_unwritable_place_is_a_failure_in_four_parts() {
        var failure =
                catchThrowableOfType(
                        KprovException.class,
                        () -> lockOf("1.36.3").write(folder.resolve("absent/kprov.lock")));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.problems()).singleElement().satisfies(LockFileTest::isWhole);
    }

    @Test
    void a_missing_lock_says_how_to_make_one() {
        Problem problem = unreadable(folder.resolve("kprov.lock"));

        assertThat(problem.what()).startsWith("there is no ");
        assertThat(problem.next()).startsWith("kprov lock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 1          | \"format\": 2           | format is 2, this kprov reads 1",
                "\"format\": 1          | \"format\": \"1\"       | format is not a whole number",
                "\"format\": 1          | \"format\": 4294967297  | format is 4294967297",
                "amd64\",               | arm64\",                | architecture is not amd64",
                "\"kubernetes\": \"1.36.3\" | \"kubernetes\": \"x\" | kubernetes is unknown: \"x\"",
                "\"kubernetes\": \"1.36.3\", | ''                 | kubernetes is missing",
                "\"artifacts\": [       | \"artifacts\": [ 1,     | artifacts[0] is not an object",
                "\"name\": \"kubelet\"  | \"name\": \"kube\"      | artifacts[1].name is unknown: \"kube\"",
                "\"name\": \"kubelet\"  | \"name\": \"kubeadm\"   | a program is listed twice",
                "\"version\": \"2.2.9\" | \"version\": \"../x\"   | artifacts[3]: version \"../x\" is not",
                "\"path\": \"dl.k8s.io/release | \"path\": \"../x | artifacts[0]: path \"../x",
                "\"size\": 49000        | \"size\": 1.5           | artifacts[0].size is not a whole number",
                "\"size\": 49000        | \"size\": -1            | artifacts[0]: size -1 is not positive",
                "\"size\": 49000        | \"extra\": 1000         | artifacts[0].extra is unknown",
                "\"sha256\": \"0123     | \"sha256\": \"xyz       | artifacts[0]: sha256 is not 64",
                "\"sha256:0123          | \"md5:0123              | images[0]: digest \"md5:",
                "kube-scheduler:v1.36.3 | kube-scheduler          | images[2]: image \"registry.k8s.io/kube-scheduler\"",
                "kube-scheduler:v1.36.3 | kube-apiserver:v1.36.3  | an image is listed twice",
                "\"neededBy\": \"nodes\" | \"neededBy\": \"all\"  | images[5].neededBy is unknown: \"all\"",
                "\"images\":            | \"artifacts\":          | artifacts",
                "{                      | [{                      | line 1",
                "\"about\":             | <<<<<<< HEAD            | line 2",
            })
    void a_damaged_lock_says_where(String right, String wrong, String where) throws IOException {
        String text = golden();
        int at = text.indexOf(right);
        assertThat(at).as("golden has " + right).isNotNegative();
        Path file = folder.resolve("kprov.lock");
        Files.writeString(
                file, text.substring(0, at) + wrong + text.substring(at + right.length()));

        Problem problem = unreadable(file);

        assertThat(problem.what()).contains("kprov.lock cannot be used");
        assertThat(problem.why()).contains(where);
        isWhole(problem);
    }

    @Test
    void half_a_lock_and_no_text_at_all_are_refused() throws IOException {
        Path file = folder.resolve("kprov.lock");
        String text = golden();
        for (String damaged :
                List.of("", "\n", "null", "[]", "1", text + text, text.substring(0, 300))) {
            Files.writeString(file, damaged);

            isWhole(unreadable(file));
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        isWhole(unreadable(file));
    }

    @Test
    void a_lock_serves_the_cluster_it_was_made_for() {
        assertThat(lockOf("1.36.3").problemsFor(Clusters.of("1.36.3").cluster())).isEmpty();
    }

    @Test
    void what_is_locked_and_not_wanted_does_no_harm() {
        var smaller = Clusters.of("1.36.3").withExternalEtcdAndNoNetwork().cluster();

        assertThat(lockOf("1.36.3").problemsFor(smaller)).isEmpty();
    }

    @Test
    void a_lock_of_other_versions_is_one_problem_that_lists_them() {
        var wanted = Clusters.of("1.36.3").with(Map.of("runc", "1.4.4", "pause", "3.11")).cluster();

        assertThat(lockOf("1.36.3").problemsFor(wanted))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.why())
                            .isEqualTo(
                                    "not locked: runc 1.4.4 (locked is 1.4.3)\n"
                                            + "registry.k8s.io/pause:3.11");
                    assertThat(problem.next()).startsWith("kprov lock");
                    isWhole(problem);
                });
    }

    @Test
    void hosts_get_what_their_roles_need() {
        var cluster = Clusters.of("1.36.3").cluster();
        LockFile lock = lockOf("1.36.3");

        assertThat(lock.artifactsFor(cluster.host("w-1"), cluster))
                .extracting(Artifact::program)
                .doesNotContain(Program.KUBECTL, Program.ETCD)
                .hasSize(5);
        assertThat(lock.imagesFor(cluster.host("cp-1"))).hasSize(9);
        assertThat(lock.imagesFor(cluster.host("w-1"))).hasSize(4);
        assertThat(lock.imagesFor(cluster.host("db-1"))).isEmpty();
    }

    @Test
    void each_program_has_its_file() {
        LockFile lock = lockOf("1.36.3");

        for (Program program : Program.values()) {
            assertThat(lock.artifact(program).program()).isEqualTo(program);
        }
        var empty = new LockFile(lock.kubernetes(), List.of(), List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> empty.artifact(Program.RUNC));
    }

    @Test
    void an_image_is_pulled_by_its_digest() {
        assertThat(image("busybox:1.35").pinned())
                .isEqualTo("docker.io/library/busybox@sha256:" + SHA);
    }

    @Test
    void upper_case_digests_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new LockedImage(
                                "registry.k8s.io/pause:1",
                                "sha256:" + "A".repeat(64),
                                Audience.NODES));
    }

    /** Everything the cluster wants, with made-up digests; runc's size is not known. */
    static LockFile lockOf(String version) {
        Wanted wanted = Wanted.of(Clusters.of(version).cluster());
        return new LockFile(
                wanted.kubernetes(),
                wanted.releases().stream()
                        .map(release ->
                                new Artifact(
                                        release.program(),
                                        release.version(),
                                        release.path(),
                                        release.program() == Program.RUNC
                                                ? OptionalLong.empty()
                                                : OptionalLong.of(1000L * release.path().length()),
                                        SHA))
                        .toList(),
                wanted.images().stream()
                        .map(image ->
                                new LockedImage(
                                        image.reference(), "sha256:" + SHA, image.audience()))
                        .toList());
    }

    private static LockedImage image(String reference) {
        return new LockedImage(reference, "sha256:" + SHA, Audience.NODES);
    }

    private static Problem unreadable(Path file) {
        var failure = catchThrowableOfType(KprovException.class, () -> LockFile.read(file));
        assertThat(failure).as("a lock that must be refused").isNotNull();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_INVENTORY);
        return failure.problems().getFirst();
    }

    private static void isWhole(Problem problem) {
        assertThat(Stream.of(problem.what(), problem.why(), problem.state(), problem.next()))
                .allSatisfy(part -> assertThat(part).isNotBlank());
    }

    private static String golden() throws IOException {
        try (InputStream text =
                LockFileTest.class.getResourceAsStream("/golden/lockfile/kprov.lock")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
