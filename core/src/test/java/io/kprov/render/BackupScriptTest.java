package io.kprov.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kprov.pki.SealedFile;
import io.kprov.snapshot.BackupState;
import io.kprov.snapshot.KeptSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The backup's own script in a real shell, with an etcdctl and a proof that say what they are told.
 */
class BackupScriptTest {
    private static final String SUM = "ab".repeat(32);
    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @TempDir private Path folder;
    private Path kept;
    private String settings = "cluster=prod\nhost=cp-1\ncount=3\nage=604800\nkind=none\n";

    @BeforeEach
    void write_scripts() throws IOException {
        kept = folder.resolve("kept");
        Files.writeString(folder.resolve("etcd-backup.sh"), BackupFiles.script());
        Files.writeString(
                folder.resolve("prove-snapshot.sh"),
                """
                [ -f "$0.bad" ] && { echo "$1: it is cut short" >&2; exit 1; }
                echo '{"revision":7,"keys":3,"bytes":9,"version":"3.6.0","cluster":"","sha256":"%s"}'
                """
                        .formatted(SUM));
        program(
                "etcdctl",
                """
                [ -f "$0.sick" ] && { echo '{"level":"warn","error":"context deadline exceeded"}' >&2; exit 1; }
                case "$*" in
                *'endpoint status'*) echo '"DBSize" : '"$(cat "$0.size" 2>/dev/null || echo 9)" ;;
                *'snapshot save'*) for last; do :; done; echo snapshot >"$last" ;;
                esac
                """);
        // Nobody waits in a test.
        program("sleep", "");
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void touch(String name) throws IOException {
        Files.writeString(folder.resolve(name), "");
    }

    private record Run(int exit, String err) {}

    private Run run() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("settings"), settings);
        var builder =
                new ProcessBuilder(
                        "/bin/sh",
                        folder.resolve("etcd-backup.sh").toString(),
                        file.toString(),
                        kept.toString());
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        builder.redirectError(folder.resolve("err").toFile());
        int exit = builder.start().waitFor();
        return new Run(exit, Files.readString(folder.resolve("err")));
    }

    private static List<String> snapshots(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.db(\\.cms)?"))
                    .sorted()
                    .toList();
        }
    }

    private static void earlier(Path place, String host, Duration ago) throws IOException {
        Files.createDirectories(place);
        String name = "prod." + host + "." + NAME_TIME.format(Instant.now().minus(ago)) + ".5.db";
        Files.writeString(place.resolve(name), "an earlier one\n");
        Files.writeString(place.resolve(name + ".json"), "{}\n");
    }

    private KeptSnapshot newest() throws IOException {
        String name =
                snapshots(kept).stream()
                        .filter(each -> each.startsWith("prod.cp-1.2"))
                        .reduce((one, other) -> other)
                        .orElseThrow();
        return KeptSnapshot.parse(Files.readString(kept.resolve(name + ".json")));
    }

    private BackupState state() throws IOException {
        return BackupState.parse(List.of("last " + Files.readString(kept.resolve("last.json"))));
    }

    /** A folder on another file system than the one of temporary files. */
    private Path elsewhere() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(memory)
                        && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
                "no second file system on this machine");
        return Files.createTempDirectory(memory, "kprov-test");
    }

    private static void delete(Path place) throws IOException {
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }

    @Test
    void a_proven_snapshot_is_kept_with_its_proof_beside_it() throws Exception {
        assertThat(run()).isEqualTo(new Run(0, ""));

        var snapshot = newest();
        assertThat(snapshot.file()).matches("prod\\.cp-1\\.[0-9]{8}T[0-9]{6}Z\\.7\\.db");
        assertThat(snapshot.proof().sha256()).isEqualTo(SUM);
        assertThat(snapshot.size()).isEqualTo(9);
        assertThat(snapshot.sha256()).isEqualTo(HostFile.readable("/x", "snapshot\n").sha256());
        assertThat(state().last().orElseThrow().failed()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rwx------");
        assertThat(kept.resolve(".work")).doesNotExist();
    }

    @Test
    void one_that_is_no_good_is_not_kept_and_says_why() throws Exception {
        earlier(kept, "cp-1", Duration.ofDays(30));
        touch("prove-snapshot.sh.bad");

        var run = run();

        assertThat(run.exit).isOne();
        assertThat(run.err).isEqualTo("no snapshot: it is no good: it is cut short\n");
        assertThat(state().last().orElseThrow().failed())
                .isEqualTo("it is no good: it is cut short");
        assertThat(snapshots(kept)).as("whatever its age").hasSize(1);
    }

    @Test
    void a_member_without_a_quorum_pushes_no_newer_one_out() throws Exception {
        touch("etcdctl.sick");

        run();

        assertThat(state().last().orElseThrow().failed())
                .isEqualTo("the member is not healthy: \"error\":\"context deadline exceeded");
    }

    @Test
    void a_disk_that_would_be_full_is_refused_beforehand() throws Exception {
        Files.writeString(folder.resolve("etcdctl.size"), "999999999999999\n");

        run();

        assertThat(state().last().orElseThrow().failed())
                .matches("too little space in .*: [0-9]+ MiB are free, .* need 2861023077 MiB");
    }

    @Test
    void the_newest_stay_up_to_the_count_and_the_age_and_those_of_others_always() throws Exception {
        for (int day = 1; day <= 9; day++) {
            earlier(kept, "cp-1", Duration.ofDays(day).plusHours(1));
        }
        earlier(kept, "cp-1.example", Duration.ofDays(99));
        settings = settings.replace("count=3", "count=5").replace("604800", "" + 86400 * 3);

        run();

        assertThat(snapshots(kept)).hasSize(4).anyMatch(name -> name.contains("cp-1.example"));
        try (var files = Files.list(kept)) {
            assertThat(files.filter(file -> file.toString().endsWith(".db.json"))).hasSize(4);
        }

        settings = settings.replace("count=5", "count=1");
        run();

        assertThat(snapshots(kept)).hasSize(2);
        assertThat(newest().proof().revision()).isEqualTo(7);
    }

    @Test
    void a_target_gets_all_that_it_does_not_have_and_loses_what_is_too_old() throws Exception {
        Path target = elsewhere();
        try {
            earlier(kept, "cp-1", Duration.ofHours(1));
            earlier(target, "cp-1", Duration.ofDays(8));
            earlier(target, "cp-2", Duration.ofDays(8));
            // Broken off: it has no proof yet.
            Files.writeString(target.resolve(snapshots(kept).getFirst()), "half");
            settings = settings.replace("kind=none", "kind=folder\nat=there\nfolder=" + target);

            assertThat(run()).isEqualTo(new Run(0, ""));

            assertThat(snapshots(target)).hasSize(3).containsAll(snapshots(kept));
            assertThat(target.resolve(snapshots(kept).getFirst())).content().contains("earlier");
            assertThat(kept.resolve("pushed.json"))
                    .content()
                    .startsWith(
                            "{\"target\":\"there\",\"snapshot\":{\"file\":\"" + newest().file());
        } finally {
            delete(target);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nonexistent, there is no such folder",
        "%s, it is on the same file system as %s/kept: is it not mounted?"
    })
    void a_target_that_is_not_there_keeps_nothing_from_being_made(String target, String why)
            throws Exception {
        settings =
                settings.replace(
                        "kind=none",
                        "kind=folder\nat=there\nfolder=" + target.replace("%s", folder.toString()));

        var run = run();

        assertThat(run.exit).isOne();
        assertThat(state().last().orElseThrow().failed()).isEmpty();
        assertThat(state().last().orElseThrow().unsent())
                .isEqualTo(why.replace("%s", folder.toString()));
        assertThat(snapshots(kept)).hasSize(1);
        assertThat(kept.resolve("pushed.json")).doesNotExist();
    }

    @Test
    void what_a_host_encrypted_only_the_private_key_opens() throws Exception {
        var made =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-subj",
                                "/CN=backup",
                                "-keyout",
                                "key",
                                "-out",
                                "crt")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        assumeTrue(made.waitFor() == 0, "no openssl on this machine");
        settings += "certificate=" + folder.resolve("crt") + "\n";

        assertThat(run()).isEqualTo(new Run(0, ""));

        var snapshot = newest();
        assertThat(snapshot.file()).endsWith(".7.db.cms");
        assertThat(snapshot.encrypted()).isTrue();
        var content = new ByteArrayOutputStream();
        try (var in = Files.newInputStream(kept.resolve(snapshot.file()))) {
            SealedFile.open(in, content, "key", Files.readString(folder.resolve("key")));
        }
        assertThat(content.toString(UTF_8)).isEqualTo("snapshot\n");
    }

    @Test
    void no_word_of_the_settings_is_read_by_the_shell() throws Exception {
        settings =
                settings.replace(
                        "kind=none",
                        "kind=folder\nat=$(touch x) `touch x`\nfolder=$(touch x);touch x");

        run();

        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(state().last().orElseThrow().target()).isEqualTo("$(touch x) `touch x`");
    }
}
