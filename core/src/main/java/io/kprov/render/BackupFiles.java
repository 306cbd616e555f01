package io.kprov.render;

import io.kprov.model.Backup;
import io.kprov.model.Backup.Target;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The backup of a member of etcd: the timer, the scripts that it starts, and what they read. */
public final class BackupFiles {
    /** What the timer starts, without {@code .service}. */
    public static final String UNIT = "kprov-etcd-backup";

    public static final String TIMER = UNIT + ".timer";

    /** Where snapshots are kept on the host, their proofs beside them. */
    public static final String FOLDER = "/var/lib/kprov/etcd-backup";

    /** A copy of the operator's keys, encrypted, and the digest of what is in it. */
    public static final String PKI_COPY = FOLDER + "/pki.zip.cms";

    public static final String PKI_COPY_OF = FOLDER + "/pki.digest";

    public static final String SETTINGS_PATH = "/etc/kprov/etcd-backup.conf";

    private static final String SCRIPTS = "/usr/local/lib/kprov/";
    private static final String SYSTEMD = "/etc/systemd/system/";
    private static final String SERVICE_PATH = SYSTEMD + UNIT + ".service";
    public static final String TIMER_PATH = SYSTEMD + TIMER;
    private static final String CERTIFICATE_PATH = "/etc/kprov/etcd-backup.crt";
    private static final String SFTP_KEY_PATH = "/etc/kprov/etcd-backup-sftp.key";
    private static final String KNOWN_HOSTS_PATH = "/etc/kprov/etcd-backup-known-hosts";
    private static final String S3_PATH = "/etc/kprov/etcd-backup-s3.curl";

    /** Where all of its files are, for a wish that has fewer of them or none. */
    public static final List<PathPattern> ALL =
            List.of(
                    new PathPattern(SCRIPTS + "etcd-backup.sh"),
                    new PathPattern(SCRIPTS + "prove-snapshot.sh"),
                    new PathPattern("/etc/kprov/etcd-backup*"),
                    new PathPattern(SYSTEMD + UNIT + ".*"));

    private static final Duration LONGEST_FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(15);

    static final Template<Template.NoValues> SCRIPT = Template.fixed("etcd/etcd-backup.sh");
    static final Template<Template.NoValues> SERVICE =
            Template.fixed("etcd/kprov-etcd-backup.service");
    static final Template<TimerValues> TIMER_UNIT =
            new Template<>("etcd/kprov-etcd-backup.timer", TimerValues.class);
    static final Template<SettingsValues> SETTINGS =
            new Template<>("etcd/etcd-backup.conf", SettingsValues.class);
    static final Template<S3Values> S3 = new Template<>("etcd/etcd-backup-s3.curl", S3Values.class);

    record TimerValues(long first, long every, long spread) {}

    record SettingsValues(List<Setting> settings) {}

    record Setting(String name, String value) {}

    record S3Values(String keys, String scope) {}

    private BackupFiles() {}

    /** Whether systemd reads the file: the others are read anew by each run. */
    public static boolean isUnit(String path) {
        return path.equals(SERVICE_PATH) || path.equals(TIMER_PATH);
    }

    /** The files of a host with a member; none where the cluster has no backup. */
    public static List<HostFile> files(Cluster cluster, Host host) {
        return cluster.backup().map(backup -> files(cluster, host, backup)).orElse(List.of());
    }

    private static List<HostFile> files(Cluster cluster, Host host, Backup backup) {
        var files = new ArrayList<HostFile>();
        files.add(HostFile.readable(SCRIPTS + "prove-snapshot.sh", EtcdFiles.proveSnapshot()));
        files.add(HostFile.readable(SCRIPTS + "etcd-backup.sh", script()));
        files.add(HostFile.rootOnly(SETTINGS_PATH, settings(cluster, host, backup)));
        backup.certificate()
                .ifPresent(pem ->
                        files.add(
                                HostFile.readable(
                                        CERTIFICATE_PATH, marked("backup.encryptTo", pem))));
        backup.target().ifPresent(target -> files.addAll(secrets(target)));
        files.add(HostFile.readable(SERVICE_PATH, Template.text(SERVICE)));
        files.add(HostFile.readable(TIMER_PATH, timer(backup.every())));
        return List.copyOf(files);
    }

    /** What saves, proves and keeps a snapshot, and sends it. */
    public static String script() {
        return Template.text(SCRIPT);
    }

    /**
     * The settings of a snapshot that somebody asks for where there is no backup: it stays on the
     * host.
     */
    public static String settingsOfNone(Cluster cluster, Host host) {
        var settings = common(cluster, host);
        settings.put("count", "28");
        settings.put("age", String.valueOf(Duration.ofDays(7).toSeconds()));
        settings.put("kind", "none");
        return render(settings);
    }

    private static String settings(Cluster cluster, Host host, Backup backup) {
        var settings = common(cluster, host);
        settings.put("count", String.valueOf(backup.keep().count()));
        settings.put("age", String.valueOf(backup.keep().age().toSeconds()));
        if (backup.certificate().isPresent()) {
            settings.put("certificate", CERTIFICATE_PATH);
        }
        if (backup.target().isPresent()) {
            Target target = backup.target().get();
            settings.put("at", target.described());
            switch (target) {
                case Target.Folder(var path) -> {
                    settings.put("kind", "folder");
                    settings.put("folder", path);
                }
                case Target.Sftp sftp -> {
                    settings.put("kind", "sftp");
                    settings.put("server", sftp.host());
                    settings.put("port", String.valueOf(sftp.port()));
                    settings.put("user", sftp.user());
                    settings.put("path", sftp.path());
                    settings.put("key", SFTP_KEY_PATH);
                    settings.put("known", KNOWN_HOSTS_PATH);
                }
                case Target.S3 s3 -> {
                    settings.put("kind", "s3");
                    settings.put("url", s3.url());
                    settings.put("prefix", s3.prefix());
                    settings.put("config", S3_PATH);
                }
            }
        } else {
            settings.put("kind", "none");
        }
        return render(settings);
    }

    private static Map<String, String> common(Cluster cluster, Host host) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("cluster", cluster.name());
        settings.put("host", host.name());
        return settings;
    }

    private static String render(Map<String, String> settings) {
        return SETTINGS.render(
                new SettingsValues(
                        settings.entrySet().stream()
                                .map(each -> new Setting(each.getKey(), each.getValue()))
                                .toList()));
    }

    private static List<HostFile> secrets(Target target) {
        return switch (target) {
            case Target.Folder _ -> List.of();
            case Target.Sftp sftp ->
                    List.of(
                            HostFile.secret(
                                    SFTP_KEY_PATH,
                                    marked(
                                            "backup.target.sftp.privateKey",
                                            sftp.privateKey().reveal())),
                            HostFile.readable(
                                    KNOWN_HOSTS_PATH,
                                    marked(
                                            "backup.target.sftp.hostKey",
                                            "target " + sftp.hostKey())));
            case Target.S3 s3 ->
                    List.of(
                            HostFile.secret(
                                    S3_PATH,
                                    S3.render(
                                            new S3Values(
                                                    s3.accessKey() + ":" + s3.secretKey().reveal(),
                                                    "aws:amz:" + s3.region() + ":s3"))));
        };
    }

    /** A text of the inventory's below the line that tells whose it is. */
    private static String marked(String key, String text) {
        return Template.header("inventory " + key) + text.strip() + "\n";
    }

    private static String timer(Duration every) {
        return TIMER_UNIT.render(
                new TimerValues(
                        shorter(every, LONGEST_FIRST).toSeconds(),
                        every.toSeconds(),
                        shorter(every.dividedBy(10), LONGEST_SPREAD).toSeconds()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
