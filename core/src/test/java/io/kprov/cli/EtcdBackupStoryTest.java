package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kprov.pki.SealedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kprov etcd backup} on simulated hosts. */
class EtcdBackupStoryTest {
    private static final String BACKUPS = "/var/lib/kprov/etcd-backup/";

    private final Path folder;
    private final Desk desk;

    EtcdBackupStoryTest(@TempDir Path folder) {
        this.folder = folder;
        this.desk = new Desk(folder);
    }

    private void wish(String backup) throws IOException {
        Path inventory = folder.resolve("inventory.yaml");
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replaceFirst(
                                "(?m)^controlPlane:",
                                Matcher.quoteReplacement(backup + "\ncontrolPlane:")));
    }

    @Test
    void one_is_made_on_a_host_whose_member_is_healthy_and_fetched() throws IOException {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().machine("cp-1").units().stop("kubelet");
        desk.site().machine("cp-1").powerOff();

        var made = desk.kprov("etcd", "backup", "now", "inventory.yaml").expect(0);

        assertThat(made.out().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches(
                                                "cp-2: "
                                                        + BACKUPS
                                                        + "prod\\.cp-2\\.[0-9TZ]+\\.7\\.db"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "revision 7, 3 keys, 0.0 MiB, etcd 3.6.0, cluster 11111111-"),
                        line -> assertThat(line).startsWith("on the host alone"));

        var pulled = desk.kprov("etcd", "backup", "pull").expect(0);

        Path file = Path.of(pulled.out().strip());
        assertThat(file.getParent()).isEqualTo(desk.state().backups());
        assertThat(file).content(UTF_8).startsWith("a snapshot of prod.cp-2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.resolveSibling(file.getFileName() + ".json")).exists();
        assertThat(pulled.err()).contains("proven on cp-2", "revision 7, 3 keys");
    }

    @Test
    void the_result_is_json() {
        desk.kprov("apply", "--yes").expect(0);

        var made = desk.kprov("etcd", "backup", "now", "-o", "json", "--host", "cp-3").json();
        var pulled = desk.kprov("etcd", "backup", "pull", "-o", "json", "--to", "here").json();

        assertThat(made.path("host").asString()).isEqualTo("cp-3");
        assertThat(made.path("revision").asLong()).isEqualTo(7);
        assertThat(pulled.path("file").asString()).startsWith(folder.resolve("here").toString());
        assertThat(pulled.path("opened").asString()).isEmpty();
    }

    @Test
    void a_file_that_is_not_what_was_proven_is_not_kept() throws IOException {
        desk.kprov("apply", "--yes").expect(0);
        String path =
                desk.kprov("etcd", "backup", "now", "-o", "json", "--host", "cp-1")
                        .json()
                        .path("path")
                        .asString();
        var files = desk.site().machine("cp-1").files();
        files.write(path, files.text(path).replace("prod", "proD"));

        var refused = desk.kprov("etcd", "backup", "pull").expect(1);

        assertThat(refused.err()).contains("is not what was proven", "state: it was not kept");
        try (var left = Files.list(desk.state().backups())) {
            assertThat(left).extracting(Path::toString).noneMatch(each -> each.endsWith(".db"));
        }
    }

    @Test
    void without_a_healthy_member_or_a_snapshot_that_is_what_is_said() {
        assertThat(desk.kprov("etcd", "backup", "now").expect(1).err())
                .contains("no member of etcd is healthy", "next:  kprov status");
        assertThat(desk.kprov("etcd", "backup", "pull").expect(1).err())
                .contains("there is no snapshot to fetch", "next:  kprov etcd backup now");
        assertThat(desk.kprov("etcd", "backup", "pull", "--host", "w-1").expect(64).err())
                .contains("no host w-1 holds a member of etcd");
    }

    @Test
    void a_wish_sets_the_timer_up_and_its_end_takes_it_away() throws IOException {
        desk.kprov("apply", "--yes").expect(0);
        wish("backup: {every: 1h}");

        assertThat(desk.kprov("plan", "inventory.yaml").expect(0).out())
                .contains("+ cp-1: schedule the backup of etcd");
        desk.kprov("apply", "--yes").expect(0);
        assertThat(desk.kprov("drift").expect(0).out()).startsWith("Nothing differs");
        var units = desk.site().machine("cp-2").units();
        assertThat(units.isActive("kprov-etcd-backup.timer")).isTrue();
        desk.kprov("etcd", "backup", "now").expect(0);
        assertThat(desk.kprov("status").out())
                .containsPattern("backup +last proven [0-9]+ s ago on cp-1, revision 7");

        var inventory = folder.resolve("inventory.yaml");
        Files.writeString(
                inventory, Files.readString(inventory).replace("backup: {every: 1h}\n", ""));
        assertThat(desk.kprov("plan").expect(0).out())
                .contains(
                        "~ cp-1 cp-2 cp-3: schedule the backup of etcd (the inventory wants no backup");
        desk.kprov("apply", "--yes").expect(0);

        assertThat(desk.kprov("drift").expect(0).out()).startsWith("Nothing differs");
        assertThat(units.isActive("kprov-etcd-backup.timer")).isFalse();
        assertThat(desk.site().machine("cp-1").files().exists(BACKUPS + "last.json")).isTrue();
    }

    @Test
    void a_copy_of_the_operator_s_keys_is_kept_and_only_the_certificate_s_key_opens_it()
            throws Exception {
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
                                "backup.key",
                                "-out",
                                "backup.crt")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.log").toFile())
                        .start();
        assumeTrue(made.waitFor() == 0, "no openssl on this machine");
        wish("backup: {encryptTo: \"${file:backup.crt}\"}");
        desk.kprov("apply", "--yes").expect(0);
        assertThat(desk.kprov("drift").expect(0).out()).startsWith("Nothing differs");

        assertThat(copiedKey()).isEqualTo(Files.readString(desk.state().pki().resolve("ca.key")));

        String before = desk.site().machine("cp-2").files().text(BACKUPS + "pki.digest");
        Desk.awaitNextSecond();
        desk.kprov("certs", "renew", "apiserver", "--yes").expect(0);
        assertThat(desk.site().machine("cp-2").files().text(BACKUPS + "pki.digest"))
                .isNotEqualTo(before);
        assertThat(desk.kprov("drift").expect(0).out()).startsWith("Nothing differs");
    }

    /** {@code ca.key} in the copy on a host. */
    private String copiedKey() throws IOException {
        var sealed = desk.site().machine("cp-2").files().bytes(BACKUPS + "pki.zip.cms");
        var zip = new ByteArrayOutputStream();
        SealedFile.open(
                new ByteArrayInputStream(sealed),
                zip,
                "backup.key",
                Files.readString(folder.resolve("backup.key")));
        try (var entries = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (var entry = entries.getNextEntry(); ; entry = entries.getNextEntry()) {
                if (entry.getName().equals("ca.key")) {
                    return new String(entries.readAllBytes(), UTF_8);
                }
            }
        }
    }
}
