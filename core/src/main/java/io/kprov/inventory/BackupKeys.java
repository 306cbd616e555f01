package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.oneOf;
import static io.kprov.inventory.KeyType.text;

import io.kprov.model.Backup;
import io.kprov.model.Backup.Keep;
import io.kprov.model.Backup.Target;
import io.kprov.model.Secret;
import java.util.Optional;

/** The rows of the key table below {@code backup}, and what they mean. */
final class BackupKeys {
    private static final String NAME = "backup";

    /** Names of a folder's files come from a storage in one answer of a thousand. */
    private static final int MOST = 400;

    private BackupKeys() {}

    static Key backup() {
        return part(
                NAME,
                "Snapshots of etcd, saved and proven by a timer on every host that holds a member"
                        + " (backup.md). Absent: none, and those that were made stay.",
                optional(
                                "every",
                                text(Formats.DURATION),
                                "How often each host saves one: a number and `d`, `h` or `m`"
                                        + " (minutes).",
                                "6h")
                        .orElse("6h"),
                part(
                        "keep",
                        "What stays of each host's snapshots, there and at the target; the newest"
                                + " one stays in any case.",
                        optional(
                                        "count",
                                        new KeyType.Whole(1, MOST),
                                        "Not more than so many.",
                                        "28")
                                .orElse("28"),
                        optional(
                                        "age",
                                        text(Formats.DURATION),
                                        "None that is older: a number and `y`, `d`, `h` or `m`.",
                                        "7d")
                                .orElse("7d")),
                optional(
                        "encryptTo",
                        text(BackupFormats.CERTIFICATE),
                        "Your certificate with an RSA key, as PEM: hosts encrypt snapshots to it"
                                + " before they keep them, and only its private key, which no host"
                                + " has, opens them. A copy of the operator's keys is kept with"
                                + " them then.",
                        "\"${file:backup.crt}\""),
                optional(
                        "target",
                        oneOf(folder(), sftp(), s3()),
                        "Where snapshots go besides the hosts' own disks; without it they are lost"
                                + " with the hosts.",
                        "{folder: /mnt/backups}"));
    }

    private static Key folder() {
        return optional(
                "folder",
                text(BackupFormats.PATH),
                "A folder on every host with a member, where another file system is mounted.",
                "/mnt/backups");
    }

    private static Key sftp() {
        return part(
                "sftp",
                "A host with SFTP; its key needs no shell.",
                required(
                        "host",
                        text(NetworkFormats.SAN),
                        "Its DNS name or address.",
                        "backup.example.com"),
                optional("port", InventoryKeys.port(), "The port of its sshd.", "22").orElse("22"),
                required("user", text(Formats.USER), "The login.", "etcd-backup"),
                optional(
                                "path",
                                text(BackupFormats.REMOTE_PATH),
                                "A folder there; `.` is the one that the login starts in.",
                                "etcd")
                        .orElse("."),
                required(
                        "privateKey",
                        new KeyType.Text(BackupFormats.PRIVATE_KEY, true),
                        "The login's private key without a passphrase, as OpenSSH writes it.",
                        "\"${file:backup_key}\""),
                required(
                        "hostKey",
                        text(BackupFormats.HOST_KEY),
                        "The host's public key: `ssh-keyscan` shows it.",
                        "ssh-ed25519"
                                + " AAAAC3NzaC1lZDI1NTE5AAAAIGq8nWcMzeYvJ3t8zJH0kA3TR1sTn2C7sN6vWb0fYqRk"));
    }

    private static Key s3() {
        return part(
                "s3",
                "A bucket of S3, or of a storage that speaks like it.",
                required(
                        "endpoint",
                        text(NetworkFormats.SITE),
                        "The storage's address; the bucket's name follows it in the path.",
                        "https://s3.example.com"),
                optional("region", text(BackupFormats.WORD), "The bucket's region.", "us-east-1")
                        .orElse("us-east-1"),
                required("bucket", text(BackupFormats.WORD), "The bucket's name.", "etcd-backups"),
                optional(
                        "prefix",
                        text(BackupFormats.PREFIX),
                        "What the names of objects begin with.",
                        "prod/"),
                required(
                        "accessKey",
                        text(BackupFormats.WORD),
                        "The id of the access key.",
                        "\"${env:BACKUP_ACCESS_KEY}\""),
                required(
                        "secretKey",
                        KeyType.secret(),
                        "The access key's secret.",
                        "\"${env:BACKUP_SECRET_KEY}\""));
    }

    /** The backup of an inventory without errors; empty when it wants none. */
    static Optional<Backup> of(Section root) {
        if (!root.gives(NAME)) {
            return Optional.empty();
        }
        var backup = root.section(NAME);
        var keep = backup.section("keep");
        return Optional.of(
                new Backup(
                        backup.text("every").flatMap(Notation::duration).orElseThrow(),
                        new Keep(
                                keep.whole("count").orElseThrow(),
                                keep.text("age").flatMap(Notation::duration).orElseThrow()),
                        backup.text("encryptTo"),
                        backup.form("target").map(form -> target(form, backup.section("target")))));
    }

    private static Target target(String form, Section target) {
        var of = target.section(form);
        return switch (form) {
            case "folder" -> new Target.Folder(target.text(form).orElseThrow());
            case "sftp" ->
                    new Target.Sftp(
                            of.text("host").orElseThrow(),
                            of.whole("port").orElseThrow(),
                            of.text("user").orElseThrow(),
                            of.text("path").orElseThrow(),
                            new Secret(of.text("privateKey").orElseThrow()),
                            of.text("hostKey").orElseThrow());
            default ->
                    new Target.S3(
                            of.text("endpoint").flatMap(Notation::site).orElseThrow(),
                            of.text("region").orElseThrow(),
                            of.text("bucket").orElseThrow(),
                            of.text("prefix").orElse(""),
                            of.text("accessKey").orElseThrow(),
                            new Secret(of.text("secretKey").orElseThrow()));
        };
    }
}
