package io.kprov.lockfile;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which containerd, runc, CNI plugins, etcd, CoreDNS, pause and flannel go with which Kubernetes
 * minor. etcd, CoreDNS and pause are what {@code kubeadm config images list} of that minor names;
 * the rest are releases that upstream supports with it.
 */
public final class VersionTable {
    private static final Pattern VERSION =
            Pattern.compile("\\d{1,5}(\\.\\d{1,5}){1,2}(-[0-9A-Za-z][0-9A-Za-z.-]*)?");
    private static final TreeMap<String, Row> ROWS =
            new TreeMap<>(
                    Map.of(
                            "1.35", new Row("3.6.6", "1.13.1", "3.10.1"),
                            "1.36", new Row("3.6.8", "1.14.2", "3.10.2"),
                            "1.37", new Row("3.7.0", "1.14.6", "3.10.2")));

    private static final List<String> NAMES =
            List.of(
                    "cniPlugins",
                    "containerd",
                    "coredns",
                    "etcd",
                    "etcdImageTag",
                    "flannel",
                    "flannelCniPlugin",
                    "pause",
                    "runc");

    private VersionTable() {}

    /** What kubeadm of one minor brings along. The other programs are the same for all minors. */
    private record Row(String etcd, String coredns, String pause) {}

    /** kubeadm's first build of an etcd image for an etcd version. */
    private static String imageTag(String etcd) {
        return etcd + "-0";
    }

    /** The Kubernetes minors that kprov installs, oldest first, e.g. {@code 1.36}. */
    public static List<String> minors() {
        return List.copyOf(ROWS.keySet());
    }

    public static boolean supports(KubernetesVersion version) {
        return ROWS.containsKey(version.minorText());
    }

    /** The names that the inventory's {@code versions} may have, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    /** Whether an override is a plain version such as 2.2.9 or 1.9.0-flannel1, without v. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /**
     * The versions for this cluster: its minor's row with the inventory's overrides. An override of
     * etcd alone takes its image's first build along.
     *
     * @throws KprovException INVALID_INVENTORY for a minor that is not in the table, and for an
     *     override with an unknown name or a value that is no version
     */
    public static ComponentVersions versions(Cluster cluster) {
        return versions(cluster.kubernetes().version(), cluster.versions());
    }

    /**
     * The same for any version.
     *
     * @throws KprovException INVALID_INVENTORY, as above
     */
    public static ComponentVersions versions(
            KubernetesVersion kubernetes, Map<String, String> overrides) {
        var problems = new ArrayList<Problem>();
        Row row = ROWS.get(kubernetes.minorText());
        if (row == null) {
            problems.add(unsupported(kubernetes));
        }
        overrides.forEach((name, value) -> problem(name, value).ifPresent(problems::add));
        if (row == null || !problems.isEmpty()) {
            throw new KprovException(ExitCode.INVALID_INVENTORY, problems);
        }
        String etcd = overrides.getOrDefault("etcd", row.etcd());
        return new ComponentVersions(
                kubernetes,
                overrides.getOrDefault("containerd", "2.2.9"),
                overrides.getOrDefault("runc", "1.4.3"),
                overrides.getOrDefault("cniPlugins", "1.9.1"),
                etcd,
                overrides.getOrDefault("etcdImageTag", imageTag(etcd)),
                overrides.getOrDefault("coredns", row.coredns()),
                overrides.getOrDefault("pause", row.pause()),
                overrides.getOrDefault("flannel", "0.28.4"),
                overrides.getOrDefault("flannelCniPlugin", "1.9.0-flannel1"));
    }

    private static Problem unsupported(KubernetesVersion version) {
        return new Problem(
                "Kubernetes " + version + " is not a version that this kprov installs",
                "it knows what goes with " + String.join(", ", minors()),
                "nothing was changed",
                "set kubernetes.version to one of these minors, or take the kprov that knows "
                        + version.minorText());
    }

    private static Optional<Problem> problem(String name, String value) {
        if (!NAMES.contains(name)) {
            return Optional.of(
                    new Problem(
                            "the inventory's versions." + name + " is unknown",
                            "the names are " + String.join(", ", NAMES),
                            "nothing was changed",
                            "correct versions." + name + " or remove it"));
        }
        return isVersion(value)
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                "the inventory's versions." + name + " is not a version",
                                "\"" + value + "\" is not of the form 1.2.3 (without v)",
                                "nothing was changed",
                                "correct versions." + name));
    }
}
