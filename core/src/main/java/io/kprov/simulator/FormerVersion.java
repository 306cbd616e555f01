package io.kprov.simulator;

import java.util.List;

/** What a host keeps of the version before an upgrade, and how it takes it up again. */
final class FormerVersion {
    private static final String ETCD = SimulatedMachine.MANIFESTS + "/etcd.yaml";

    /** In the order in which they are put back; the manifests after them. */
    private static final List<String> KEPT =
            List.of(
                    "/var/lib/kubelet/*.yaml",
                    "/var/lib/kubelet/*.env",
                    "/etc/kubernetes/kprov/*.yaml",
                    "/etc/kubernetes/kprov/patches/*.yaml",
                    "/var/lib/kprov/derived/*");

    private static final String MANIFESTS = SimulatedMachine.MANIFESTS + "/*.yaml";

    private FormerVersion() {}

    /** The mark is written last, and all of it appears at once. */
    static void keep(SimulatedMachine machine, List<String> arguments) {
        String folder = arguments.get(0);
        String target = arguments.get(1);
        String kubeadmDone = arguments.get(2);
        var files = machine.files();
        String fresh = folder + ".new";
        files.remove(fresh);
        var links = new StringBuilder();
        for (String pattern : List.of("/usr/local/bin/*", "/usr/local/sbin/*", "/opt/cni/bin/*")) {
            for (String path : files.linksMatching(pattern)) {
                files.linkTarget(path)
                        .filter(to -> to.startsWith("/opt/kprov/"))
                        .ifPresent(to -> links.append(path + " " + to + "\n"));
            }
        }
        files.write(fresh + "/links", links.toString());
        KEPT.forEach(pattern -> copy(files, pattern, fresh));
        copy(files, MANIFESTS, fresh);
        files.write(fresh + "/target", target + "\n");
        if (arguments.get(3).equals("yes")) {
            files.remove(kubeadmDone);
        } else {
            files.write(kubeadmDone, target + "\n");
        }
        files.remove(folder);
        files.rename(fresh, folder);
    }

    private static void copy(SimulatedFiles files, String pattern, String folder) {
        files.matching(pattern).forEach(path -> files.copy(path, folder + "/files" + path));
    }

    /** Links, settings, manifests, etcd's only while its data allows it; then the kubelet. */
    static Answer putBack(SimulatedMachine machine, SimulatedEtcd etcd, String folder) {
        var files = machine.files();
        String runtime = machine.versionOf("containerd");
        files.text(folder + "/links")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(link -> files.link(link[0], link[1]));
        KEPT.forEach(pattern -> restore(files, folder, pattern));
        String own = folder + "/files" + ETCD;
        String version =
                KubernetesObjects.version(Json.document(files.text(own)))
                        .replaceFirst("\\.\\d+$", "");
        boolean stays = changed(files, folder, ETCD) && !version.equals(etcd.storageVersion());
        for (String kept : files.matching(folder + "/files" + MANIFESTS)) {
            if (!stays || !kept.equals(own)) {
                restore(files, folder, kept.substring((folder + "/files").length()));
            }
        }
        if (!machine.versionOf("containerd").equals(runtime)) {
            machine.units().start("containerd");
        }
        machine.units().start("kubelet");
        return Answer.ok(
                stays
                        ? "etcd stays: its data is of version %s, which %s does not open\n"
                                .formatted(etcd.storageVersion(), version)
                        : "");
    }

    private static boolean changed(SimulatedFiles files, String folder, String path) {
        String kept = folder + "/files" + path;
        return files.exists(kept) && !files.text(kept).equals(files.text(path));
    }

    private static void restore(SimulatedFiles files, String folder, String pattern) {
        String kept = folder + "/files";
        files.matching(kept + pattern).stream()
                .map(path -> path.substring(kept.length()))
                .filter(path -> changed(files, folder, path))
                .forEach(path -> files.copy(kept + path, path));
    }
}
