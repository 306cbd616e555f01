package io.kprov.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.error.KprovException;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that proves a snapshot, with programs that answer as etcd's do. */
final class SnapshotProofTest {
    private static final String CLUSTER = "6a1f0000-1111-2222-3333-444455556666";

    @TempDir private Path folder;

    private LocalEtcd etcd() {
        return new LocalEtcd(
                new Artifact(
                        Program.ETCD,
                        "3.6.8",
                        "example.com/etcd.tar.gz",
                        OptionalLong.empty(),
                        "0".repeat(64)),
                Optional.empty(),
                folder.resolve("cache"),
                new LocalEtcd.Machine(true, "/usr/bin:/bin"));
    }

    /** Puts programs where the release would have been unpacked. */
    private void programs(String restore, String storage) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("cache/etcd-3.6.8"));
        program(
                bin.resolve("etcdutl"),
                """
                case "$2" in
                    status) echo '{"hash":1,"revision":7,"totalKey":9,"totalSize":20480,"version":"%s"}' ;;
                    restore) %s ;;
                esac
                """
                        .formatted(storage, restore));
        program(
                bin.resolve("etcd"),
                """
                [ "$1" != --version ] || { echo 'etcd Version: 3.6.8'; exit; }
                : >started
                exec sleep 60
                """);
        program(
                bin.resolve("etcdctl"),
                """
                case "$*" in
                    *health) [ -e started ] ;;
                    *--count-only*) printf '"Revision" : 7\\n"Count" : 6\\n' ;;
                    *kube-system*) printf 'k8s\\000\\n\\001v1\\022kube-system*$%s2\\000managed' ;;
                esac
                """
                        .formatted(CLUSTER));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Path snapshot() throws IOException {
        return Files.writeString(folder.resolve("snapshot.db"), "content");
    }

    @Test
    void says_what_is_in_it_and_leaves_nothing_behind() throws IOException {
        programs("mkdir data", "3.6.0");

        var proof = etcd().prove(snapshot());

        assertThat(proof)
                .isEqualTo(
                        new SnapshotProof(
                                7,
                                6,
                                20480,
                                "3.6.0",
                                CLUSTER,
                                "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"));
    }

    @Test
    void says_why_one_is_no_good() throws IOException {
        programs("echo 'Error: expected sha256 [1], got [2]' >&2; exit 1", "3.6.0");
        refused("its content is not what was saved");
        programs("echo 'Error: snapshot missing hash but' >&2; exit 1", "3.6.0");
        refused("it is cut short");
        programs("echo 'Error: invalid database' >&2; exit 1", "3.6.0");
        refused("it does not restore: Error: invalid database");
        programs("mkdir data", "3.10.0");
        refused("it was saved by etcd 3.10.0, newer than the 3.6.8 that would have to read it");
    }

    @Test
    void a_file_that_is_not_there_is_told_before_etcd_is_fetched_for_it() {
        refused(folder.resolve("nowhere.db"), "there is no such file");
    }

    private void refused(String why) throws IOException {
        refused(snapshot(), why);
    }

    private void refused(Path file, String why) {
        assertThatThrownBy(() -> etcd().prove(file))
                .isInstanceOfSatisfying(
                        KprovException.class,
                        refusal -> assertThat(refusal.problems().getFirst().why()).startsWith(why));
    }

    @Test
    void a_line_of_something_else_is_no_proof() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotProof.parse("{\"revision\": 1}"));
    }
}
