package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.engine.LockAnswer.Dropped;
import io.kprov.engine.LockAnswer.Free;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.engine.LockAnswer.Taken;
import io.kprov.engine.LockAnswer.Unknown;
import io.kprov.remote.LocalRemote;
import io.kprov.state.Claim;
import io.kprov.state.Holder;
import io.kprov.state.ProcessMark;
import io.kprov.step.Clusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the lock, run for real under sh. */
final class LockFolderTest {
    @TempDir private Path root;
    private final LocalRemote host = new LocalRemote(Clusters.host(Clusters.single(), "cp-1"));
    private LockFolder folder = new LockFolder("");

    @BeforeEach
    void folder() {
        folder = new LockFolder(path().toString());
    }

    private Path path() {
        return root.resolve("var/lib/kprov/lock");
    }

    static Claim claim(int id) {
        return new Claim(
                "%08x".formatted(id),
                new Holder(
                        40 + id,
                        "ann",
                        "it's a \"desk\"",
                        Instant.parse("2026-01-01T10:00:00Z"),
                        "apply"),
                new ProcessMark("m", "b", "n", "s"));
    }

    @Test
    void one_takes_it_and_the_other_learns_who_has_it() {
        assertThat(folder.show(host)).isEqualTo(new Free());

        assertThat(folder.take(host, claim(1))).isEqualTo(new Taken());

        var held = new Held("00000001", Optional.of(claim(1)));
        assertThat(folder.take(host, claim(2))).isEqualTo(held);
        assertThat(folder.show(host)).isEqualTo(held);
        assertThat(held.holder())
                .isEqualTo(
                        "kprov apply of ann on it's a \"desk\" (process 41), since 2026-01-01T10:00:00Z");
    }

    @Test
    void who_asks_again_because_the_answer_was_lost_has_it() {
        folder.take(host, claim(1));

        assertThat(folder.take(host, claim(1))).isEqualTo(new Taken());
    }

    @Test
    void only_its_own_id_takes_it_away() {
        folder.take(host, claim(1));

        assertThat(folder.drop(host, "00000002")).isInstanceOf(Held.class);
        assertThat(folder.drop(host, "00000001")).isEqualTo(new Dropped());
        assertThat(folder.drop(host, "00000001")).isEqualTo(new Free());

        assertThat(folder.show(host)).isEqualTo(new Free());
        assertThat(folder.take(host, claim(2))).isEqualTo(new Taken());
    }

    @Test
    void of_many_at_once_one_has_it_and_nothing_else_is_left() throws Exception {
        Map<Integer, LockAnswer> answers = new ConcurrentHashMap<>();
        Parallel.forEach(
                IntStream.range(0, 20).boxed().toList(),
                id -> answers.put(id, folder.take(host, claim(id))));

        var winners =
                answers.entrySet().stream()
                        .filter(entry -> entry.getValue() instanceof Taken)
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(winners).hasSize(1);
        var held = new Held(claim(winners.getFirst()).id(), Optional.of(claim(winners.getFirst())));
        assertThat(answers.values())
                .filteredOn(Held.class::isInstance)
                .hasSize(19)
                .containsOnly(held);
        assertThat(names(path())).containsExactly("holder");
        assertThat(names(path().resolve("holder"))).containsExactly(held.id());
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void it_is_its_owners_and_the_folder_above_as_ever() throws IOException {
        folder.take(host, claim(1));

        assertThat(permissions(root.resolve("var/lib/kprov"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(path())).isEqualTo("rwx------");
        assertThat(permissions(path().resolve("holder"))).isEqualTo("rwx------");
        assertThat(permissions(path().resolve("holder/00000001"))).isEqualTo("rw-------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void a_holder_whom_nobody_can_read_still_holds() throws IOException {
        folder.take(host, claim(1));
        Files.writeString(path().resolve("holder/00000001"), "{");

        assertThat(folder.take(host, claim(2))).isEqualTo(new Held("00000001", Optional.empty()));
        assertThat(folder.drop(host, "00000001")).isEqualTo(new Dropped());
    }

    @Test
    void what_is_no_id_is_refused() throws IOException {
        Files.createDirectories(path());
        Path precious = Files.writeString(path().resolve("precious"), "keep\n");

        assertThat(folder.drop(host, "../precious")).isInstanceOf(Unknown.class);

        assertThat(precious).exists();
    }

    @Test
    void a_host_that_cannot_keep_it_says_why() throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("var/lib")).resolve("kprov"), "");

        assertThat(folder.take(host, claim(1)))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> {
                            assertThat(unknown.reached()).isTrue();
                            assertThat(unknown.problem().toString())
                                    .contains("cp-1", "File exists");
                        });
    }
}
