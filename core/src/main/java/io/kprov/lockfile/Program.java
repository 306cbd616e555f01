package io.kprov.lockfile;

import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.Host;
import io.kprov.model.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The programs that kprov installs from upstream's own release files: where upstream publishes the
 * file and its checksum, how it unpacks, which links it gets and which hosts need it.
 */
public enum Program {
    KUBEADM("kubeadm", kubernetes("kubeadm"), Checksum.FILE + ".sha256"),
    KUBELET("kubelet", kubernetes("kubelet"), Checksum.FILE + ".sha256"),
    KUBECTL("kubectl", kubernetes("kubectl"), Checksum.FILE + ".sha256"),
    CONTAINERD(
            "containerd",
            github("containerd/containerd", "containerd-{version}-linux-amd64.tar.gz"),
            Checksum.FILE + ".sha256sum"),
    RUNC("runc", github("opencontainers/runc", "runc.amd64"), "runc.sha256sum"),
    CNI_PLUGINS(
            "cni-plugins",
            github("containernetworking/plugins", "cni-plugins-linux-amd64-v{version}.tgz"),
            Checksum.FILE + ".sha256"),
    ETCD("etcd", github("etcd-io/etcd", "etcd-v{version}-linux-amd64.tar.gz"), "SHA256SUMS");

    private static final String VERSION = "{version}";

    private final String lockName;
    private final String pathTemplate;
    private final String checksumTemplate;

    Program(String lockName, String pathTemplate, String checksumTemplate) {
        this.lockName = lockName;
        this.pathTemplate = pathTemplate;
        this.checksumTemplate = checksumTemplate;
    }

    /** Constants that an enum's own constants cannot refer to. */
    private static final class Checksum {
        static final String FILE = "{file}";
    }

    private static String kubernetes(String name) {
        return "dl.k8s.io/release/v{version}/bin/linux/amd64/" + name;
    }

    private static String github(String repository, String file) {
        return "github.com/" + repository + "/releases/download/v{version}/" + file;
    }

    /** The name in {@code kprov.lock} and of the folder below {@code /opt/kprov}. */
    public String lockName() {
        return lockName;
    }

    /** The versioned folder on a host. */
    public String folder(String version) {
        return "/opt/kprov/" + lockName + "/" + version;
    }

    public static Optional<Program> fromName(String name) {
        return Arrays.stream(values()).filter(program -> program.lockName.equals(name)).findFirst();
    }

    /** Upstream's path of the file, site first, e.g. {@code dl.k8s.io/release/...}. */
    public String path(String version) {
        return pathTemplate.replace(VERSION, version);
    }

    /** Upstream's path of the file that has the checksum. */
    public String checksumPath(String version) {
        String path = path(version);
        int slash = path.lastIndexOf('/');
        return path.substring(0, slash + 1)
                + checksumTemplate.replace(Checksum.FILE, path.substring(slash + 1));
    }

    /** This program's version among those that go together. */
    public String version(ComponentVersions versions) {
        return switch (this) {
            case KUBEADM, KUBELET, KUBECTL -> versions.kubernetes().toString();
            case CONTAINERD -> versions.containerd();
            case RUNC -> versions.runc();
            case CNI_PLUGINS -> versions.cniPlugins();
            case ETCD -> versions.etcd();
        };
    }

    public Unpack unpack() {
        return switch (this) {
            case KUBEADM, KUBELET, KUBECTL, RUNC -> new Unpack.SingleFile(lockName);
            case CONTAINERD ->
                    new Unpack.Members(
                            0, List.of("bin/containerd", "bin/containerd-shim-runc-v2", "bin/ctr"));
            case CNI_PLUGINS -> new Unpack.Everything();
            // etcd comes along although stacked members run it from its image: an archive may hold
            // the other two as hard links to it, and external members need it.
            case ETCD -> new Unpack.Members(1, List.of("etcd", "etcdctl", "etcdutl"));
        };
    }

    public Links links() {
        return switch (this) {
            case KUBEADM, KUBELET, KUBECTL -> named("/usr/local/bin/" + lockName, lockName);
            case CONTAINERD ->
                    new Links.Named(
                            List.of(
                                    inBin("containerd", "bin/containerd"),
                                    inBin("containerd-shim-runc-v2", "bin/containerd-shim-runc-v2"),
                                    inBin("ctr", "bin/ctr")));
            case RUNC -> named("/usr/local/sbin/runc", "runc");
            // Not the whole folder: network plugins add their own programs to /opt/cni/bin.
            case CNI_PLUGINS -> new Links.EachFile("/opt/cni/bin");
            case ETCD ->
                    new Links.Named(
                            List.of(inBin("etcdctl", "etcdctl"), inBin("etcdutl", "etcdutl")));
        };
    }

    /** The one of its links that tells which version is in use. */
    public String oneLink() {
        return switch (links()) {
            case Links.Named(var links) -> links.getFirst().path();
            // Every node has a use for it.
            case Links.EachFile(var directory) -> directory + "/loopback";
        };
    }

    private static Links named(String path, String target) {
        return new Links.Named(List.of(new Links.Link(path, target)));
    }

    private static Links.Link inBin(String name, String target) {
        return new Links.Link("/usr/local/bin/" + name, target);
    }

    /** Whether the program belongs on the host. */
    public boolean neededOn(Host host, Cluster cluster) {
        return switch (this) {
            case KUBEADM, KUBELET, CONTAINERD, RUNC, CNI_PLUGINS -> host.isNode();
            case KUBECTL -> host.has(Role.CONTROL_PLANE);
            case ETCD -> cluster.isEtcdMember(host);
        };
    }

    @Override
    public String toString() {
        return lockName;
    }
}
