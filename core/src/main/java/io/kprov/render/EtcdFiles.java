package io.kprov.render;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A member of external etcd: the systemd unit and the settings that it reads. */
public final class EtcdFiles {
    /** Who runs it and owns its data; its keys are readable to this group. */
    public static final String USER = "etcd";

    /** Of its keys: whoever runs it reads them, root alone writes them. */
    public static final String KEY_MODE = "0640";

    public static final String KEY_OWNER = "root:" + USER;

    public static final String UNIT_PATH = "/etc/systemd/system/etcd.service";
    public static final String SETTINGS_PATH = "/etc/etcd/etcd.env";

    /** How a member without data finds the others; removed when it has joined. */
    public static final String BOOTSTRAP_PATH = "/etc/etcd/bootstrap.env";

    /** There once a member has data, stacked or not; etcd heeds {@link #BOOTSTRAP_PATH} no more. */
    public static final String DATA_PATH = "/var/lib/etcd/member";

    private static final String PKI = "/etc/kubernetes/pki/etcd/";

    public static final Stamp STAMP =
            new Stamp(
                    "etcd",
                    List.of(
                            UNIT_PATH,
                            SETTINGS_PATH,
                            PKI + "ca.crt",
                            PKI + "server.crt",
                            PKI + "server.key",
                            PKI + "peer.crt",
                            PKI + "peer.key"));

    static final Template<UnitValues> UNIT = new Template<>("etcd/etcd.service", UnitValues.class);
    static final Template<ArgsValues> ARGS = new Template<>("etcd/args.yaml", ArgsValues.class);
    static final Template<SettingsValues> SETTINGS =
            new Template<>("etcd/etcd.env", SettingsValues.class);
    static final Template<BootstrapValues> BOOTSTRAP =
            new Template<>("etcd/bootstrap.env", BootstrapValues.class);

    static final Template<Template.NoValues> PROVE = Template.fixed("etcd/prove-snapshot.sh");

    record UnitValues(String stamp, String program) {}

    record ArgsValues(String name, String address) {}

    record SettingsValues(List<Setting> settings) {}

    record Setting(String name, String value) {}

    record BootstrapValues(String members, String state, String token) {}

    /** Whether a member begins a cluster with the others or comes to one that runs. */
    public enum Begin {
        NEW,
        EXISTING
    }

    private EtcdFiles() {}

    /** Whether a private key at this path is one that etcd's own user reads. */
    public static boolean isKeyOfEtcd(Cluster cluster, Host host, String path) {
        return cluster.isExternalMember(host) && STAMP.reads(path);
    }

    /** The unit and its settings. */
    public static List<HostFile> files(Cluster cluster, Host host, String version) {
        return List.of(
                HostFile.readable(
                        UNIT_PATH,
                        UNIT.render(
                                new UnitValues(
                                        STAMP.command(), Program.ETCD.folder(version) + "/etcd"))),
                HostFile.readable(SETTINGS_PATH, settings(cluster, host)));
    }

    /**
     * What a member without data reads.
     *
     * @param members name to peer URL of all, itself among them
     */
    public static HostFile bootstrap(Cluster cluster, Map<String, String> members, Begin begin) {
        return HostFile.readable(
                BOOTSTRAP_PATH,
                BOOTSTRAP.render(
                        new BootstrapValues(
                                initialCluster(members),
                                begin.name().toLowerCase(Locale.ROOT),
                                cluster.name())));
    }

    /** Members by their names, with where the others find each, as etcd's flag wants them. */
    public static String initialCluster(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + member.getValue())
                .collect(Collectors.joining(","));
    }

    /**
     * The script that restores a snapshot into a scratch folder, opens it, and says what it holds.
     */
    public static String proveSnapshot() {
        return Template.text(PROVE);
    }

    /** Where the others find the host's member, stacked or not. */
    public static String peerUrl(Host host) {
        return "https://" + host.address().urlHost() + ":2380";
    }

    /** Where API servers find it. */
    public static String clientUrl(Host host) {
        return "https://" + host.address().urlHost() + ":2379";
    }

    /** etcd reads each of its flags from a variable too (etcd.io: Configuration options). */
    private static String settings(Cluster cluster, Host host) {
        var args = new LinkedHashMap<String, String>();
        YamlText.parse(ARGS.render(new ArgsValues(host.name(), host.address().urlHost())))
                .forEach((name, value) -> args.put(name, value.toString()));
        args.putAll(ControlPlaneArgs.of(cluster, StaticPod.ETCD));
        return SETTINGS.render(
                new SettingsValues(
                        args.entrySet().stream()
                                .map(arg -> new Setting(variable(arg.getKey()), arg.getValue()))
                                .toList()));
    }

    private static String variable(String flag) {
        return "ETCD_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
