package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Backup;
import io.kprov.model.Backup.Keep;
import io.kprov.model.Backup.Target;
import io.kprov.model.Cluster;
import io.kprov.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackupFilesTest {
    private static final Keep KEEP = new Keep(28, Duration.ofDays(7));

    /** A backup whose files are kept in its folder below {@code golden/backup/}. */
    record Example(String folder, Backup backup) {
        List<HostFile> files() {
            Cluster wish = Examples.STACKED.cluster();
            var cluster =
                    new Cluster(
                            wish.name(),
                            wish.ssh(),
                            wish.waivedChecks(),
                            wish.pki(),
                            wish.kubernetes(),
                            wish.downloadMirror(),
                            wish.registries(),
                            wish.containerdDropIns(),
                            wish.versions(),
                            wish.controlPlane(),
                            wish.network(),
                            Optional.of(backup),
                            false,
                            wish.hosts());
            return BackupFiles.files(cluster, cluster.host("cp-1"));
        }

        @Override
        public String toString() {
            return folder;
        }
    }

    static List<Example> examples() {
        return List.of(
                new Example(
                        "hosts-alone",
                        new Backup(
                                Duration.ofMinutes(1), KEEP, Optional.empty(), Optional.empty())),
                new Example(
                        "folder",
                        new Backup(
                                Duration.ofHours(6),
                                KEEP,
                                Optional.of("-----BEGIN CERTIFICATE-----\n...\n"),
                                Optional.of(new Target.Folder("/mnt/backups")))),
                new Example(
                        "sftp",
                        new Backup(
                                Duration.ofDays(1),
                                new Keep(400, Duration.ofDays(365)),
                                Optional.empty(),
                                Optional.of(
                                        new Target.Sftp(
                                                "backup.example.com",
                                                2222,
                                                "etcd-backup",
                                                ".",
                                                new Secret(
                                                        "-----BEGIN OPENSSH PRIVATE KEY-----\n..."),
                                                "ssh-ed25519 AAAA")))),
                new Example(
                        "s3",
                        new Backup(
                                Duration.ofHours(1),
                                KEEP,
                                Optional.empty(),
                                Optional.of(
                                        new Target.S3(
                                                URI.create("https://s3.example.com:9000/"),
                                                "eu-1",
                                                "backups",
                                                "prod/",
                                                "AKIA",
                                                new Secret("a\"b\\c/+="))))));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void what_a_backup_asks_for_is_rendered_as_the_golden_tree_shows(Example example)
            throws IOException {
        var files = new LinkedHashMap<String, String>();
        example.files().stream()
                // Templates without placeholders are what the test would compare them with.
                .filter(file -> !file.path().endsWith(".sh"))
                .forEach(file -> files.put(file.path().substring(1), file.text()));

        GoldenFiles.of("backup/" + example.folder()).check(files);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void all_of_them_are_found_when_they_are_no_longer_wanted(Example example) {
        assertThat(example.files())
                .allSatisfy(file -> {
                    assertThat(BackupFiles.ALL).anyMatch(pattern -> pattern.matches(file.path()));
                    assertThat(file.text()).startsWith(HostFile.OWN);
                });
    }

    @Test
    void keys_are_root_s_alone_and_no_plan_shows_them() {
        assertThat(examples())
                .flatExtracting(Example::files)
                .filteredOn(
                        file -> file.text().contains("PRIVATE KEY") || file.text().contains("AKIA"))
                .hasSize(2)
                .allSatisfy(file -> {
                    assertThat(file.visibility()).isEqualTo(HostFile.Visibility.SECRET);
                    assertThat(file.mode()).isEqualTo("0600");
                });
    }
}
