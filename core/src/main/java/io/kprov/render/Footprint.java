package io.kprov.render;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where kprov, and what it starts, leave anything on a host: for finding it again and for taking it
 * away. What is not named here is somebody else's.
 */
public final class Footprint {
    /** What kprov notes on a host; removed last, as it tells of a reset that was cut short. */
    public static final String MARKS = "/var/lib/kprov";

    /** Of {@link #MARKS}: the cluster's lock, which the run itself holds, and snapshots of etcd. */
    public static final List<String> STAYING = List.of("lock", "etcd-backup");

    /** Copies of what programs of the operating system had before kprov configured them. */
    public static final String BEFORE = MARKS + "/before";

    /** Users that kprov made, a line each. */
    public static final String USERS = MARKS + "/created-users";

    /** What etcd holds: the cluster itself. */
    public static final String ETCD = "/var/lib/etcd";

    /** How a folder begins that a reset has put beside {@link #ETCD}. */
    public static final String ASIDE = ETCD + ".before-reset-";

    private static final String LOGIND = "/etc/systemd/logind.conf.d/99-kubelet.conf";

    /** Services that run because of kprov, in the order in which they stop. */
    public static final List<String> UNITS =
            List.of(
                    BackupFiles.TIMER,
                    "keepalived.service",
                    "haproxy.service",
                    "kubelet.service",
                    "containerd.service",
                    "etcd.service");

    /** Removed where their first line says that kprov wrote them: others may have such files. */
    static final List<PathPattern> OWN =
            patterns(
                    "/etc/systemd/system/containerd.service",
                    "/etc/systemd/system/kubelet.service",
                    "/etc/systemd/system/etcd.service",
                    "/etc/systemd/system/kprov-etcd-backup.*",
                    "/etc/systemd/system/*.service.d/10-kprov.conf",
                    "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
                    OsFiles.MODULES_PATH,
                    OsFiles.SYSCTL_PATH,
                    ContainerdFiles.CONFIG_PATH,
                    ContainerdFiles.DROP_IN_DIRECTORY + "/*.toml",
                    ContainerdFiles.REGISTRIES_DIRECTORY + "/*/hosts.toml",
                    HaproxyFiles.CONFIG_PATH,
                    HaproxyFiles.CA_PATH,
                    KeepalivedFiles.CONFIG_PATH,
                    KeepalivedFiles.AUTH_PATH,
                    EtcdFiles.SETTINGS_PATH,
                    EtcdFiles.BOOTSTRAP_PATH);

    /** Files that have no such line, by names that are kprov's, kubeadm's or the pod network's. */
    static final List<PathPattern> FILES =
            Stream.of(
                            Stream.of(
                                            "/etc/fstab.kprov-before",
                                            "/etc/cni/net.d/10-flannel.conflist",
                                            "/opt/cni/bin/flannel",
                                            // A kubelet's that waits for pods at a shutdown
                                            // (kubernetes pkg/kubelet/nodeshutdown/systemd).
                                            LOGIND,
                                            "/var/lib/systemd/timers/stamp-" + BackupFiles.TIMER)
                                    .toList(),
                            Stream.of(StaticPod.values()).map(StaticPod::manifestPath).toList(),
                            Stream.of(
                                            "admin",
                                            "super-admin",
                                            "controller-manager",
                                            "scheduler",
                                            "kubelet",
                                            "bootstrap-kubelet")
                                    .map(name -> "/etc/kubernetes/" + name + ".conf")
                                    .toList(),
                            pairs(
                                    "ca",
                                    "apiserver",
                                    "apiserver-kubelet-client",
                                    "apiserver-etcd-client",
                                    "front-proxy-ca",
                                    "front-proxy-client",
                                    "kubelet-ca",
                                    "etcd/ca",
                                    "etcd/server",
                                    "etcd/peer",
                                    "etcd/healthcheck-client"),
                            Stream.of("ca-bundle.crt", "ca-signer.crt", "client-cas.crt")
                                    .map(name -> "/etc/kubernetes/pki/" + name)
                                    .toList(),
                            List.of("/etc/kubernetes/pki/sa.key", "/etc/kubernetes/pki/sa.pub"))
                    .flatMap(List::stream)
                    .map(PathPattern::new)
                    .toList();

    /** With all that is in them, but for other file systems that are mounted there. */
    static final List<PathPattern> FOLDERS =
            patterns(
                    "/opt/kprov",
                    "/etc/kprov",
                    KubeadmFiles.DIRECTORY,
                    "/etc/kubernetes/tmp",
                    "/usr/local/lib/kprov",
                    "/usr/local/libexec/kprov",
                    "/var/lib/kubelet",
                    "/var/lib/cni/networks/cbr0",
                    "/var/lib/cni/flannel",
                    "/var/lib/cni/results",
                    "/var/lib/cni/cache",
                    "/var/log/pods",
                    "/var/log/containers",
                    "/run/flannel");

    /** Of kprov's containerd; not looked at where {@link #OTHER_CONTAINERD} is. */
    static final List<PathPattern> CONTAINERD =
            patterns("/var/lib/containerd", "/run/containerd", "/opt/containerd");

    /** Of a package: its data is somebody's. */
    static final String OTHER_CONTAINERD = "/usr/bin/containerd";

    /** Where links into {@code /opt/kprov} are. */
    static final List<PathPattern> LINKS =
            patterns("/usr/local/bin/*", "/usr/local/sbin/*", "/opt/cni/bin/*");

    /** Removed when they are empty by then and of no package, inner ones first. */
    static final List<PathPattern> EMPTIED =
            patterns(
                    "/etc/kubernetes/pki/etcd",
                    "/etc/kubernetes/pki",
                    "/etc/kubernetes/manifests",
                    "/etc/kubernetes",
                    "/etc/containerd/kprov.d",
                    "/etc/containerd/certs.d/*",
                    "/etc/containerd/certs.d",
                    "/etc/containerd",
                    "/etc/cni/net.d",
                    "/etc/cni",
                    "/opt/cni/bin",
                    "/opt/cni",
                    "/etc/haproxy",
                    "/etc/keepalived",
                    "/etc/etcd",
                    "/etc/systemd/system/kubelet.service.d",
                    "/etc/systemd/system/haproxy.service.d",
                    "/etc/systemd/system/keepalived.service.d",
                    "/etc/systemd/logind.conf.d",
                    "/usr/local/libexec",
                    "/lib/modules",
                    "/usr/libexec/kubernetes/kubelet-plugins/volume/exec",
                    "/usr/libexec/kubernetes/kubelet-plugins/volume",
                    "/usr/libexec/kubernetes/kubelet-plugins",
                    "/usr/libexec/kubernetes",
                    "/var/lib/haproxy/dev",
                    "/var/lib/haproxy",
                    "/var/lib/cni/networks",
                    "/var/lib/cni",
                    "/var/log/kubernetes");

    /** Interfaces of the pod network and of kube-proxy. */
    static final List<String> INTERFACES =
            List.of("cni0", "flannel.1", "flannel-v6.1", "kube-ipvs0");

    /** Tables that kube-proxy and flannel have of their own when they use nftables. */
    static final List<String> TABLES = List.of("kube-proxy", "flannel-ipv4", "flannel-ipv6");

    /** How the names of chains begin that kubelet, kube-proxy, CNI plugins and flannel make. */
    static final String CHAINS = "(KUBE|CNI|FLANNEL)-";

    /** Below these are mounts of containers and their volumes. */
    static final List<String> MOUNTS =
            List.of(
                    "/var/lib/kubelet/",
                    "/run/netns/cni-",
                    "/run/containerd/",
                    "/var/lib/containerd/");

    private Footprint() {}

    private static List<String> pairs(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(".crt", ".key").map(end -> name + end))
                .map(name -> "/etc/kubernetes/pki/" + name)
                .toList();
    }

    private static List<PathPattern> patterns(String... texts) {
        return Stream.of(texts).map(PathPattern::new).toList();
    }

    /** Whether a reset removes what is at the path, if kprov wrote it. */
    public static boolean covers(String path) {
        return Stream.of(OWN, FILES, FOLDERS, CONTAINERD)
                        .flatMap(List::stream)
                        .anyMatch(pattern ->
                                pattern.matches(path) || path.startsWith(pattern.text() + "/"))
                || path.startsWith(MARKS + "/");
    }

    /** Whether files at the path are told from others' by their first line. */
    public static boolean tellsByFirstLine(String path) {
        return OWN.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /**
     * All of it as shell variables: patterns, to be read by a shell without quotes, and two
     * functions to ask with.
     */
    public static String shell() {
        return """
        units='%s'
        own_files='%s'
        files='%s'
        folders='%s'
        containerd='%s'
        links='%s'
        emptied='%s'
        logind='%s'
        interfaces='%s'
        tables='%s'
        chains='%s'
        is_own() {
            [ -f "$1" ] && [ ! -L "$1" ] || return 1
            line=
            IFS= read -r line <"$1" || true
            case $line in '%s'*) return 0 ;; *) return 1 ;; esac
        }
        # An empty folder that is the place of a disk is as it was before.
        there() {
            [ -L "$1" ] || [ -e "$1" ] || return 1
            ! mountpoint -q "$1" || [ -n "$(ls -A "$1" | grep -vx 'lost+found')" ]
        }
        # What is mounted below the folders of containers, inner ones first.
        mounts() { awk '$5 ~ "^(%s)" {print $5}' /proc/self/mountinfo | sort -r; }
        # What etcd has written, but not what an earlier reset has put aside on the same disk.
        etcd_data() {
            for each in %s/* ; do
                case ${each##*/} in '*' | lost+found | before-reset-*) ;; *) echo "$each" ;; esac
            done
        }
        # Its own data is nobody's concern where a package brought another containerd.
        [ ! -e %s ] || containerd=
        """
                .formatted(
                        String.join(" ", UNITS),
                        words(OWN),
                        words(FILES),
                        words(FOLDERS),
                        words(CONTAINERD),
                        words(LINKS),
                        words(EMPTIED),
                        LOGIND,
                        String.join(" ", INTERFACES),
                        String.join(" ", TABLES),
                        CHAINS,
                        HostFile.OWN,
                        String.join("|", MOUNTS),
                        ETCD,
                        OTHER_CONTAINERD);
    }

    private static String words(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::text).collect(Collectors.joining(" "));
    }

    /** The patterns by how they are told and removed, for whoever plays a host. */
    public static List<PathPattern> removed() {
        return Stream.of(FILES, FOLDERS, CONTAINERD).flatMap(List::stream).toList();
    }

    public static List<PathPattern> own() {
        return OWN;
    }

    public static List<PathPattern> links() {
        return LINKS;
    }
}
