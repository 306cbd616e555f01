package io.kprov.simulator;

import io.kprov.os.PackageManager;
import io.kprov.pki.Kubeconfig;
import io.kprov.render.Footprint;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The effects of kprov's own scripts, known by the name in their first line. */
final class OwnScripts {
    private static final Pattern NAME = Pattern.compile("# kprov: ([a-z-]+)");
    private static final Pattern HEREDOC =
            Pattern.compile(
                    "<<'?(EOF|KPROV)'?[^\\n]*\\n(.*?)^\\1$", Pattern.DOTALL | Pattern.MULTILINE);

    private final SimulatedCluster cluster;
    private final SimulatedNetwork network;
    private final Kubeadm kubeadm;
    private final Kubectl kubectl;
    private final KubeadmScripts ofKubeadm;
    private final Cordons cordons;

    OwnScripts(
            SimulatedCluster cluster, SimulatedNetwork network, Kubeadm kubeadm, Kubectl kubectl) {
        this.cluster = cluster;
        this.network = network;
        this.kubeadm = kubeadm;
        this.kubectl = kubectl;
        this.ofKubeadm = new KubeadmScripts(cluster, kubeadm, kubectl);
        this.cordons = new Cordons(cluster);
    }

    /** The name in a script's first line; empty text when it has none. */
    static String name(String script) {
        var name = NAME.matcher(script);
        return name.lookingAt() ? name.group(1) : "";
    }

    /** Runs a script with {@code arguments} as $1, $2, ... */
    Answer run(SimulatedMachine machine, String script, List<String> arguments) {
        switch (name(script)) {
            case "put-files" -> FileScripts.putFiles(machine, script);
            case "remove-file" ->
                    FileScripts.removeFile(machine, arguments.get(0), arguments.get(1));
            case "backup-now" -> {
                return arguments.size() > 2
                        ? SimulatedBackup.make(machine, cluster, arguments.get(2), arguments.get(3))
                        : SimulatedBackup.make(machine, cluster);
            }
            case "read-block" -> {
                return SimulatedBackup.block(machine, arguments);
            }
            case "fetch" -> FileScripts.fetch(machine, arguments);
            case "lock" -> {
                return SimulatedLock.run(machine.files(), arguments);
            }
            case "read-secrets" -> {
                return FileScripts.readSecrets(machine, arguments);
            }
            case "take-up" -> {
                takeUp(machine, arguments.get(0), arguments.get(1));
                if (arguments.get(0).equals("etcd.service")) {
                    ExternalMember.start(machine, cluster);
                }
            }
            case "create-user" -> {
                note(machine, Footprint.USERS, arguments.subList(0, 1));
                machine.addUser(arguments.getFirst());
            }
            case "reset-host" -> {
                return SimulatedReset.run(machine, cluster, arguments);
            }
            case "defrag-member" -> {
                return defragment(machine);
            }
            case "disarm-alarms" -> cluster.etcd().databases().disarm();
            case "member-is-gone" -> {
                return cluster.etcd().isHealthy(machine.name())
                                && !cluster.etcd().knows(arguments.getFirst())
                        ? Answer.ok()
                        : new Answer(1, "", "");
            }
            case "leave-etcd" -> {
                return leaveEtcd(script);
            }
            case "drain-node" -> {
                return withApi(machine, () -> cordons.drain(arguments));
            }
            case "volumes-detached" -> {}
            case "node-is-missed" -> {
                return cluster.ready(arguments.getFirst()) ? new Answer(1, "", "") : Answer.ok();
            }
            case "pods-are-gone" -> {
                return withApi(machine, () -> cordons.fenced(arguments.getFirst()));
            }
            case "seed-member" -> seedMember(machine);
            case "promote-member" -> cluster.etcd().promote(machine.host());
            case "enable-kubelet" -> {
                machine.units().daemonReload();
                machine.units().enable("kubelet");
            }
            case "disable-swap" -> machine.kernel().swapOff();
            case "install-packages" -> {
                note(machine, PackageManager.INSTALLED, arguments);
                arguments.forEach(machine::install);
            }
            case "fetch-packages" -> machine.updates().fetch(arguments.getFirst());
            case "upgrade-packages" -> machine.updates().upgrade();
            case "which-start" -> {
                return Answer.ok(machine.starts() + "\n");
            }
            case "reboot" -> machine.reboot();
            case "pull-images" -> {
                return pullImages(machine, arguments);
            }
            case "note-origin" -> KubeadmScripts.noteOrigin(machine, arguments);
            case "make-join-token" -> {
                return withApi(machine, () -> kubectl.apply(heredoc(script)));
            }
            case "kubeadm-init", "kubeadm-join", "kubeadm-finish-init", "kubeadm-finish-join" -> {
                return ofKubeadm.enter(
                        machine, name(script).substring("kubeadm-".length()), arguments);
            }
            case "unit-ended" -> {
                String unit = arguments.getFirst().replaceAll("^kprov-|\\.service$", "");
                return machine.works().runs(unit, machine.now())
                        ? new Answer(1, "", "")
                        : Answer.ok();
            }
            case "kubeadm-reset" -> kubeadm.reset(machine);
            case "upload-settings" -> {
                return withApi(machine, () -> ofKubeadm.uploadSettings(machine, arguments));
            }
            case "patch-coredns" -> {
                return withApi(
                        machine,
                        () ->
                                kubectl.patch(
                                        new ObjectKey("Deployment", "kube-system", "coredns"),
                                        heredoc(script)));
            }
            case "tokens-refreshed", "let-api-server-end" -> {}
            case "trust-ca" -> trustCa(machine, arguments);
            case "patch-cluster-info" -> {
                return withApi(
                        machine,
                        () ->
                                kubectl.patch(
                                        new ObjectKey("ConfigMap", "kube-public", "cluster-info"),
                                        heredoc(script)));
            }
            case "root-ca-published" -> {
                return cluster.rootCa()
                                .filter(ca -> arguments.getFirst().contains("`" + ca + "`"))
                                .isPresent()
                        ? Answer.ok()
                        : new Answer(1, "", "");
            }
            case "dns-answers" -> {
                return network.dnsAnswers(machine) ? Answer.ok() : new Answer(1, "", "");
            }
            case "hand-over" -> cluster.etcd().handOver(machine.name());
            case "uncordon" -> {
                return withApi(machine, () -> cordons.uncordon(arguments.getFirst()));
            }
            case "keep-former" -> FormerVersion.keep(machine, arguments);
            case "replace-static-pods" -> ofKubeadm.replaceStaticPods(machine, arguments);
            case "put-back" -> {
                return FormerVersion.putBack(machine, cluster.etcd(), arguments.getFirst());
            }
            case "kubeadm-upgrade-plan" -> ofKubeadm.planUpgrade(machine, arguments);
            case "kubeadm-upgrade" -> {
                return ofKubeadm.upgrade(machine, arguments);
            }
            case "node-version" -> {
                return withApi(machine, () -> nodeVersions(arguments));
            }
            case "soak" -> {
                return arguments.stream()
                                .skip(2)
                                .allMatch(url -> network.status(machine, url) == 200)
                        ? Answer.ok()
                        : new Answer(1, "", "");
            }
            default -> {
                return Answer.unknown(
                        "the script " + script.lines().findFirst().orElse("without a line"));
            }
        }
        return Answer.ok();
    }

    /** Node, kubelet, containerd. */
    private Answer nodeVersions(List<String> arguments) {
        String node = arguments.get(0);
        boolean runs =
                cluster.get(ObjectKey.of("Node", "", node))
                        .map(found -> found.path("status").path("nodeInfo"))
                        .filter(info ->
                                info.path("kubeletVersion").asString("").equals(arguments.get(1))
                                        && info.path("containerRuntimeVersion")
                                                .asString("")
                                                .equals("containerd://" + arguments.get(2))
                                        && cluster.ready(node))
                        .isPresent();
        return runs ? Answer.ok() : new Answer(1, "", "");
    }

    /** A member that the others know of fetches their data, and learns from then on. */
    private void seedMember(SimulatedMachine machine) {
        if (!cluster.etcd().hasQuorum() || !cluster.etcd().start(machine.host())) {
            throw new ProgramFailure("nothing arrived within ten minutes");
        }
        machine.files().writeRootOnly("/var/lib/etcd/member/snap/db", "simulated");
    }

    /** The member's id is the script's last word. */
    private Answer leaveEtcd(String script) {
        return cluster.etcd().hasQuorum()
                        && cluster.etcd().remove(script.strip().replaceFirst("(?s).* ", ""))
                ? Answer.ok()
                : Answer.failed("Error: context deadline exceeded");
    }

    private Answer defragment(SimulatedMachine machine) {
        if (!cluster.etcd().allAnswer()) {
            return Answer.failed("Failed to get the status of endpoint");
        }
        cluster.etcd().databases().defragment(machine.name());
        return Answer.ok();
    }

    private Answer withApi(SimulatedMachine machine, java.util.function.Supplier<Answer> work) {
        return cluster.apiReady(machine)
                ? work.get()
                : Answer.failed("The connection to the server 127.0.0.1:6443 was refused");
    }

    private static String heredoc(String script) {
        var found = HEREDOC.matcher(script);
        if (!found.find()) {
            throw new IllegalArgumentException("no here-document in " + name(script));
        }
        return found.group(2);
    }

    /** Lines that a file has from now on. */
    private static void note(SimulatedMachine machine, String path, List<String> lines) {
        var all = new TreeSet<>(machine.files().text(path).lines().toList());
        if (all.addAll(lines)) {
            machine.files().write(path, String.join("\n", all) + "\n");
        }
    }

    private static void takeUp(SimulatedMachine machine, String service, String how) {
        String unit = service.replaceFirst("\\.service$", "");
        machine.units().daemonReload();
        machine.units().enable(unit);
        switch (how) {
            case "restart", "restart --no-block" -> machine.units().start(unit);
            case "reload-or-restart" -> machine.units().reloadOrRestart(unit);
            default -> throw new ProgramFailure("Unknown command verb " + how + ".");
        }
    }

    /** Mark, kubeconfig, CA, the kubelet's link, the pair that it is to point at or nothing. */
    private static void trustCa(SimulatedMachine machine, List<String> arguments) {
        var files = machine.files();
        files.writeRootOnly(
                arguments.get(1),
                Kubeconfig.trusting(files.text(arguments.get(2)), files.text(arguments.get(1))));
        String pair = arguments.get(4);
        if (!pair.isEmpty()) {
            String link = arguments.get(3);
            files.writeRootOnly(link, files.text(link.replaceFirst("[^/]+$", pair)));
        }
        machine.units().start("kubelet");
        files.remove(arguments.get(0));
    }

    private static Answer pullImages(SimulatedMachine machine, List<String> arguments) {
        if (!machine.units().isActive("containerd")) {
            return Answer.failed(
                    "ctr: cannot access socket /run/containerd/containerd.sock: no such file or directory");
        }
        for (int i = 0; i < arguments.size(); i += 2) {
            machine.pull(arguments.get(i), arguments.get(i + 1));
        }
        return Answer.ok();
    }
}
