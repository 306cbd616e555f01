package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The timer's snapshots of etcd exist, are proven and rotate; a target that is full or away costs
 * none that is good; SFTP with a key that can do nothing else, S3, and encryption that only the
 * operator's key opens.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EtcdBackupIT {
    private static final String KEPT = "/var/lib/kprov/etcd-backup";
    private static final String MOUNT = "/mnt/backups";
    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose private static Lab lab;
    private static LabInventory bare;
    private static LabHost host;
    private static LabHost store;
    private static KprovCli kprov;

    @BeforeAll
    static void start() {
        // The worker is no host of the cluster's: it is where backups are sent.
        lab = Lab.start("backup", "cp-1", "w-1");
        host = lab.host("cp-1");
        store = lab.host("w-1");
        bare =
                lab.example("lab.yaml")
                        .with("endpoint: api.lab:8443", "endpoint: " + host.address() + ":6443")
                        .without("loadBalancer:")
                        .withHosts(new Entry(host, "control-plane, worker"));
        mount();
        kprov = lab.kprov(wish("target: {folder: " + MOUNT + "}"));
        kprov.run("lock").expect(0);
    }

    private static LabInventory wish(String rest) {
        return bare.with(
                "\nhosts:",
                "\nbackup: {every: 2m, keep: {count: 3, age: 1d}, " + rest + "}\n\nhosts:");
    }

    private static void mount() {
        host.sh("mkdir -p %1$s && mount -t tmpfs -o size=64m lab %1$s".formatted(MOUNT));
    }

    /** The names of the snapshots in a folder of a host's, the oldest first. */
    private static List<String> snapshots(LabHost where, String folder) {
        return where.sh("ls -1 " + folder)
                .lines()
                .filter(name -> name.matches(".*\\.db(\\.cms)?"))
                .sorted()
                .toList();
    }

    private static JsonNode backup() {
        return JSON.readTree(kprov.run("status", "-o", "json").out())
                .valueStream()
                .filter(condition -> condition.path("name").asString().equals("backup"))
                .findFirst()
                .orElseThrow();
    }

    private static String level() {
        return backup().path("level").asString();
    }

    private static void awaitLevel(String level) {
        Await.until("the backup is " + level, Duration.ofMinutes(10), () -> level().equals(level));
    }

    /** What the script that proves snapshots says of a file on the host. */
    private static JsonNode prove(String file) {
        return JSON.readTree(
                host.sh(
                        "PATH=$(echo /opt/kprov/etcd/*):$PATH sh /usr/local/lib/kprov/prove-snapshot.sh %s /var/tmp/scratch"
                                .formatted(file)));
    }

    @Test
    @Order(1)
    void the_timer_makes_proven_snapshots_and_the_target_has_them() {
        kprov.run("apply", "--yes").expect(0);
        assertThat(kprov.plannedChanges()).isEmpty();
        assertThat(host.isActive("kprov-etcd-backup.timer")).isTrue();

        awaitLevel("OK");

        assertThat(backup().path("sentence").asString())
                .matches("last proven .* ago on cp-1, revision [0-9]+, at folder /mnt/backups");
        String newest = snapshots(host, MOUNT).getLast();
        JsonNode written = JSON.readTree(host.read(MOUNT + "/" + newest + ".json"));
        JsonNode again = prove(MOUNT + "/" + newest);
        assertThat(again).isEqualTo(written.path("proof"));
        assertThat(again.path("keys").asLong()).isGreaterThan(100);
        assertThat(again.path("cluster").asString())
                .isEqualTo(
                        new Kubectl(host)
                                .get("namespace", "kube-system")
                                .at("/metadata/uid")
                                .asString());
        assertThat(host.sh("stat -c %a " + KEPT)).isEqualTo("700");
    }

    @Test
    @Order(2)
    void they_rotate() {
        String first = snapshots(host, KEPT).getFirst();

        for (int i = 0; i < 4; i++) {
            kprov.run("etcd", "backup", "now").expect(0);
        }

        assertThat(snapshots(host, KEPT)).hasSize(3).doesNotContain(first);
        assertThat(snapshots(host, MOUNT)).isEqualTo(snapshots(host, KEPT));
        assertThat(host.sh("ls -1 %s/*.json | wc -l".formatted(MOUNT))).isEqualTo("3");
    }

    @Test
    @Order(3)
    void a_full_target_loses_nothing_and_is_told() {
        var before = snapshots(host, MOUNT);
        host.sh("cat /dev/zero > %s/full || true".formatted(MOUNT));

        Outcome refused = kprov.run("etcd", "backup", "now").expect(1);

        assertThat(refused.err()).contains("No space left on device", "it is kept on cp-1");
        assertThat(snapshots(host, MOUNT)).isEqualTo(before);
        assertThat(host.sh("ls -A1 " + MOUNT)).doesNotContain(".tmp");
        assertThat(level()).isEqualTo("WARNING");
        assertThat(backup().path("details").toString()).contains("No space left on device");
        prove(MOUNT + "/" + before.getLast());

        host.sh("rm %s/full".formatted(MOUNT));
        awaitLevel("OK");
        assertThat(snapshots(host, MOUNT)).hasSize(3).doesNotContain(before.getFirst());
    }

    @Test
    @Order(4)
    void a_target_that_is_away_for_long_is_bad_until_it_comes_back() {
        host.sh("umount " + MOUNT);

        awaitLevel("BAD");
        kprov.run("status").expect(7);

        assertThat(backup().path("details").toString()).contains("is it not mounted?");
        assertThat(host.sh("ls -A1 " + MOUNT)).isEmpty();
        assertThat(snapshots(host, KEPT)).as("they are made all the same").hasSize(3);

        mount();
        awaitLevel("OK");
        assertThat(snapshots(host, MOUNT)).hasSize(3);
    }

    @Test
    @Order(5)
    void a_full_disk_of_the_host_is_refused_before_anything_is_begun() {
        var before = snapshots(host, KEPT);
        host.sh(
                """
                systemctl stop kprov-etcd-backup.timer
                mkdir /mnt/small && mount -t tmpfs -o size=100m lab /mnt/small
                cp -a %1$s/. /mnt/small/ && mount --bind /mnt/small %1$s
                """
                        .formatted(KEPT));

        Outcome refused = kprov.run("etcd", "backup", "now").expect(1);

        assertThat(refused.err()).contains("too little space in " + KEPT, "no snapshot was made");
        assertThat(snapshots(host, KEPT)).isEqualTo(before);
        host.sh("umount %s /mnt/small && systemctl start kprov-etcd-backup.timer".formatted(KEPT));
        kprov.run("etcd", "backup", "now").expect(0);
    }

    @Test
    @Order(6)
    void encrypted_and_sent_by_sftp_with_a_key_that_can_do_nothing_else() throws IOException {
        Path folder = lab.directory();
        run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "backup_key");
        run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:3072",
                "-nodes",
                "-subj",
                "/CN=backup",
                "-keyout",
                "backup.key",
                "-out",
                "backup.crt");
        store.sh(
                """
                useradd --create-home etcd-backup
                install -d -o etcd-backup /srv/etcd /home/etcd-backup/.ssh
                echo 'restrict,command="internal-sftp -d /srv/etcd" %s' > /home/etcd-backup/.ssh/authorized_keys
                """
                        .formatted(Files.readString(folder.resolve("backup_key.pub")).strip()));
        String[] hostKey = store.read("/etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1);
        lab.write(
                wish(
                        ("encryptTo: '${file:backup.crt}', target: {sftp: {host: %s, user: etcd-backup,"
                                        + " privateKey: '${file:backup_key}', hostKey: '%s %s'}}")
                                .formatted(store.address(), hostKey[0], hostKey[1])));
        kprov.run("apply", "--yes").expect(0);
        assertThat(kprov.plannedChanges()).isEmpty();

        kprov.run("etcd", "backup", "now").expect(0);

        String newest = snapshots(store, "/srv/etcd").getLast();
        assertThat(newest).endsWith(".db.cms");
        assertThat(store.sh("sha256sum < /srv/etcd/" + newest))
                .isEqualTo(host.sh("sha256sum < %s/%s".formatted(KEPT, newest)));
        assertThat(store.sh("ls -A1 /srv/etcd")).doesNotContain(".tmp");
        awaitLevel("OK");
        assertThat(
                        Program.run(
                                        Duration.ofMinutes(1),
                                        List.of(
                                                "ssh",
                                                "-F",
                                                "/dev/null",
                                                "-i",
                                                folder.resolve("backup_key").toString(),
                                                "-o",
                                                "StrictHostKeyChecking=no",
                                                "-o",
                                                "UserKnownHostsFile=/dev/null",
                                                "etcd-backup@" + store.address(),
                                                "id"))
                                .out())
                .as("the key is good for nothing else")
                .doesNotContain("uid=");
        assertCopyOfTheKeys(folder);
        assertThat(host.sh("journalctl -u kprov-etcd-backup -o cat; cat %s/*.json".formatted(KEPT)))
                .doesNotContain("PRIVATE KEY");
    }

    /** The copy of the operator's keys at the target, opened by openssl. */
    private static void assertCopyOfTheKeys(Path folder) throws IOException {
        String name =
                store.sh("ls -1 /srv/etcd")
                        .lines()
                        .filter(each -> each.matches("lab\\.pki-[0-9a-f]{16}\\.zip\\.cms"))
                        .findFirst()
                        .orElseThrow();
        run(folder, "docker", "cp", store.container() + ":/srv/etcd/" + name, "pki.zip.cms");
        run(
                folder,
                "openssl",
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "pki.zip.cms",
                "-inkey",
                "backup.key",
                "-out",
                "pki.zip");
        try (var zip = new ZipFile(folder.resolve("pki.zip").toFile());
                var caKey = zip.getInputStream(zip.getEntry("ca.key"))) {
            assertThat(caKey.readAllBytes())
                    .isEqualTo(Files.readAllBytes(folder.resolve(".kprov/lab/pki/ca.key")));
        }
    }

    @Test
    @Order(7)
    void only_the_operators_key_opens_what_is_fetched() throws IOException {
        String newest = snapshots(host, KEPT).getLast();
        assertThat(host.exec("etcdutl", "snapshot", "status", KEPT + "/" + newest).succeeded())
                .as("it is no snapshot there")
                .isFalse();

        Outcome closed = kprov.run("etcd", "backup", "pull", "--to", "fetched").expect(0);
        assertThat(closed.err()).contains("it is encrypted");
        Outcome wrong = kprov.run("etcd", "backup", "pull", "--key", "lab_key").expect(1);
        assertThat(wrong.err()).contains("lab_key does not open the backup");
        JsonNode opened =
                JSON.readTree(
                        kprov.run("etcd", "backup", "pull", "--key", "backup.key", "-o", "json")
                                .expect(0)
                                .out());

        Path file = Path.of(opened.path("opened").asString());
        run(
                lab.directory(),
                "docker",
                "cp",
                file.toString(),
                host.container() + ":/var/tmp/fetched.db");
        assertThat(prove("/var/tmp/fetched.db").path("revision").asLong())
                .isEqualTo(opened.path("revision").asLong());
    }

    @Test
    @Order(8)
    void s3_checks_signatures_and_has_them() throws Exception {
        try (var s3 = S3Server.start(lab.directory(), lab.operatorAddress(), "etcd")) {
            lab.writeSecret("s3-access", S3Server.ACCESS_KEY);
            lab.writeSecret("s3-secret", "wrong");
            lab.write(
                    wish(
                            ("target: {s3: {endpoint: '%s', bucket: etcd, prefix: prod/,"
                                            + " accessKey: '${file:s3-access}', secretKey: '${file:s3-secret}'}}")
                                    .formatted(s3.endpoint())));
            kprov.run("apply", "--yes").expect(0);
            Outcome refused = kprov.run("etcd", "backup", "now").expect(1);
            assertThat(refused.err()).contains("403", "SignatureDoesNotMatch");

            lab.writeSecret("s3-secret", S3Server.SECRET_KEY);
            kprov.run("apply", "--yes").expect(0);
            for (int i = 0; i < 3; i++) {
                kprov.run("etcd", "backup", "now").expect(0);
            }

            var kept = snapshots(host, KEPT);
            try (Stream<Path> objects = Files.list(s3.object("etcd", "prod"))) {
                assertThat(objects.map(each -> each.getFileName().toString()))
                        .filteredOn(name -> name.matches(".*\\.db(\\.cms)?"))
                        .containsExactlyInAnyOrderElementsOf(kept);
            }
            awaitLevel("OK");
            run(
                    lab.directory(),
                    "docker",
                    "cp",
                    s3.object("etcd", "prod/" + kept.getLast()).toString(),
                    host.container() + ":/var/tmp/from-s3.db");
            prove("/var/tmp/from-s3.db");
            assertThat(host.sh("ps -eo args; journalctl -o cat -u kprov-etcd-backup"))
                    .doesNotContain(S3Server.SECRET_KEY);
        }
    }

    @Test
    @Order(9)
    void without_the_wish_the_timer_goes_and_the_snapshots_stay() {
        lab.write(bare);
        kprov.run("apply", "--yes").expect(0);

        assertThat(kprov.plannedChanges()).isEmpty();
        assertThat(host.isActive("kprov-etcd-backup.timer")).isFalse();
        assertThat(host.has("/etc/kprov/etcd-backup-s3.curl")).isFalse();
        assertThat(snapshots(host, KEPT)).hasSize(3);

        kprov.run("etcd", "backup", "now").expect(0);
        assertThat(host.has("/usr/local/lib/kprov/etcd-backup.sh")).isFalse();
    }

    private static void run(Path folder, String... words) {
        Program.start(folder, Path.of("/dev/null"), "", List.of(words))
                .finish(Duration.ofMinutes(2))
                .orFail();
    }
}
