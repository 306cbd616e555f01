package io.kprov.simulator;

import io.kprov.lockfile.Program;
import io.kprov.lockfile.Unpack;
import io.kprov.pki.Kubeconfig;
import io.kprov.render.Digests;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmFiles;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The effects of kprov's own scripts, known by the name in their first line. */
final class OwnScripts {
    private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";
    private static final Pattern NAME = Pattern.compile("# kprov: ([a-z-]+)");
    private static final Pattern PUT =
            Pattern.compile("(?ms)^put ([^\\n]+) <<'KPROV_FILE'\\n(.*?)\\nKPROV_FILE$");
    private static final Pattern HEREDOC =
            Pattern.compile(
                    "<<'?(EOF|KPROV)'?[^\\n]*\\n(.*?)^\\1$", Pattern.DOTALL | Pattern.MULTILINE);

    private final SimulatedCluster cluster;
    private final SimulatedNetwork network;
    private final Kubeadm kubeadm;
    private final Kubectl kubectl;

    OwnScripts(
            SimulatedCluster cluster, SimulatedNetwork network, Kubeadm kubeadm, Kubectl kubectl) {
        this.cluster = cluster;
        this.network = network;
        this.kubeadm = kubeadm;
        this.kubectl = kubectl;
    }

    /** The name in a script's first line; empty text when it has none. */
    static String name(String script) {
        var name = NAME.matcher(script);
        return name.lookingAt() ? name.group(1) : "";
    }

    /** Runs a script with {@code arguments} as $1, $2, ... */
    Answer run(SimulatedMachine machine, String script, List<String> arguments) {
        switch (name(script)) {
            case "put-files" -> putFiles(machine, script);
            case "remove-file" -> removeFile(machine, arguments.get(0), arguments.get(1));
            case "fetch" -> fetch(machine, arguments);
            case "lock" -> {
                return SimulatedLock.run(machine.files(), arguments);
            }
            case "read-secrets" -> {
                return readSecrets(machine, arguments);
            }
            case "take-up" -> {
                takeUp(machine, arguments.get(0), arguments.get(1));
                if (arguments.get(0).equals("etcd.service")) {
                    ExternalMember.start(machine, cluster);
                }
            }
            case "create-user" -> machine.addUser(arguments.getFirst());
            case "promote-member" -> cluster.etcd().promote(machine.host());
            case "enable-kubelet" -> {
                machine.units().daemonReload();
                machine.units().enable("kubelet");
            }
            case "disable-swap" -> machine.kernel().swapOff();
            case "install-packages" -> arguments.forEach(machine::install);
            case "pull-images" -> {
                return pullImages(machine, arguments);
            }
            case "note-origin" -> noteOrigin(machine, arguments);
            case "make-join-token" -> {
                return withApi(machine, () -> kubectl.apply(heredoc(script)));
            }
            case "kubeadm-init", "kubeadm-join", "kubeadm-finish-init", "kubeadm-finish-join" -> {
                return kubeadm(machine, name(script).substring("kubeadm-".length()), arguments);
            }
            case "unit-ended" -> {
                String unit = arguments.getFirst().replaceAll("^kprov-|\\.service$", "");
                return machine.works().runs(unit, machine.now())
                        ? new Answer(1, "", "")
                        : Answer.ok();
            }
            case "kubeadm-reset" -> kubeadm.reset(machine);
            case "upload-settings" -> {
                return withApi(machine, () -> uploadSettings(machine, arguments));
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
            default -> {
                return Answer.unknown(
                        "the script " + script.lines().findFirst().orElse("without a line"));
            }
        }
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

    private static void putFiles(SimulatedMachine machine, String script) {
        var put = PUT.matcher(script);
        while (put.find()) {
            var words = WordSplitter.split(put.group(1));
            machine.files()
                    .write(
                            new HostFile(
                                    words.get(0),
                                    words.get(1),
                                    owner(machine, words.get(2)),
                                    Base64.getMimeDecoder().decode(put.group(2)),
                                    HostFile.Visibility.SECRET));
        }
    }

    private static String owner(SimulatedMachine machine, String owner) {
        for (String name : owner.split(":", -1)) {
            if (!machine.hasUser(name)) {
                throw new ProgramFailure("chown: invalid user: '" + owner + "'");
            }
        }
        return owner;
    }

    private static Answer readSecrets(SimulatedMachine machine, List<String> paths) {
        var out = new StringBuilder();
        for (String path : paths) {
            machine.files()
                    .find(path)
                    .ifPresent(stored ->
                            out.append("file ")
                                    .append(path)
                                    .append('\n')
                                    .append(
                                            Base64.getEncoder()
                                                    .encodeToString(stored.file().bytes()))
                                    .append('\n'));
        }
        return Answer.ok(out + "end\n");
    }

    private static void removeFile(SimulatedMachine machine, String path, String firstLine) {
        if (machine.files().text(path).startsWith(firstLine)) {
            machine.files().remove(path);
        }
    }

    /** URL, digest, folder, how it unpacks (two words), links. */
    private static void fetch(SimulatedMachine machine, List<String> arguments) {
        String folder = arguments.get(2);
        String mark = folder + "/.kprov-sha256";
        if (!machine.files().text(mark).strip().equals(arguments.get(1))) {
            machine.files().remove(folder);
            for (String name : content(folder)) {
                machine.files()
                        .write(
                                new HostFile(
                                        folder + "/" + name,
                                        "0755",
                                        "root:root",
                                        new byte[0],
                                        HostFile.Visibility.PUBLIC));
            }
            machine.files().write(mark, arguments.get(1) + "\n");
        }
        for (String link : arguments.subList(5, arguments.size())) {
            int equals = link.indexOf('=');
            if (equals > 0) {
                machine.files()
                        .link(link.substring(0, equals), folder + "/" + link.substring(equals + 1));
            } else {
                content(folder)
                        .forEach(name -> machine.files().link(link + name, folder + "/" + name));
            }
        }
    }

    /** What upstream's release has in it, as far as kprov uses it. */
    private static List<String> content(String folder) {
        String name = folder.split("/", -1)[3];
        var program =
                Program.fromName(name)
                        .orElseThrow(() -> new ProgramFailure("curl: (22) 404: " + name));
        return switch (program.unpack()) {
            case Unpack.SingleFile(var file) -> List.of(file);
            case Unpack.Members(_, var members) -> members;
            case Unpack.Everything _ ->
                    List.of("bridge", "firewall", "host-local", "loopback", "portmap");
        };
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

    /** Record, file, digest of the input. */
    private static void noteOrigin(SimulatedMachine machine, List<String> arguments) {
        String made = sha256(machine, arguments.get(1));
        String origin = arguments.get(2);
        String from = origin.startsWith("/") ? sha256(machine, origin) : origin;
        machine.files().writeRootOnly(arguments.get(0), from + " " + made + "\n");
    }

    private static String sha256(SimulatedMachine machine, String path) {
        return machine.files()
                .find(path)
                .map(SimulatedFiles.Stored::sha256)
                .orElseThrow(() -> new ProgramFailure("cannot open " + path + ": No such file"));
    }

    /** Mark, spent file; then for each file that was made: record, file, digest of the input. */
    private Answer kubeadm(SimulatedMachine machine, String what, List<String> arguments) {
        String mark = arguments.get(0);
        machine.files().writeRootOnly(mark, "");
        try {
            var answer =
                    switch (what) {
                        case "init" ->
                                kubeadm.run(
                                        machine,
                                        List.of("init", "--config", KubeadmFiles.INIT_PATH));
                        case "join" ->
                                kubeadm.run(
                                        machine,
                                        List.of("join", "--config", KubeadmFiles.JOIN_PATH));
                        case "finish-init" -> kubeadm.finishInit(machine, KubeadmFiles.INIT_PATH);
                        default -> Answer.ok();
                    };
            if (!answer.isOk()) {
                return answer;
            }
        } catch (ProgramFailure failure) {
            machine.files().remove(arguments.get(1));
            throw failure;
        }
        machine.files().remove(arguments.get(1));
        for (int i = 2; i < arguments.size(); i += 3) {
            noteOrigin(machine, arguments.subList(i, i + 3));
        }
        machine.files().remove(mark);
        return Answer.ok();
    }

    /**
     * Input's digest, ConfigMap, key, DaemonSet that reads it or nothing, kubeadm's phase or none.
     */
    private Answer uploadSettings(SimulatedMachine machine, List<String> arguments) {
        var map = new ObjectKey("ConfigMap", "kube-system", arguments.get(1));
        String key = arguments.get(2).replace("\\", "");
        var daemonSet = new ObjectKey("DaemonSet", "kube-system", arguments.get(3));
        var phase = arguments.subList(4, arguments.size());
        if (!phase.isEmpty()) {
            var words = new ArrayList<>(List.of("init", "phase"));
            words.addAll(phase);
            words.addAll(List.of("--config", "/etc/kubernetes/kprov/init.yaml"));
            var uploaded = kubeadm.run(machine, words);
            if (!uploaded.isOk()) {
                return uploaded;
            }
            if (!daemonSet.name().isEmpty()) {
                patch(
                        daemonSet,
                        Map.of(
                                "spec",
                                Map.of(
                                        "template",
                                        annotations(Map.of(RESTARTED, arguments.get(0))))));
            }
        }
        String made = digest(map, key);
        annotate(map, Map.of("kprov.io/made-from", arguments.get(0), "kprov.io/made", made));
        return Answer.ok();
    }

    private String digest(ObjectKey map, String key) {
        return cluster.get(map)
                .map(found -> Digests.ofText(found.path("data").path(key).asString("")))
                .orElse("");
    }

    private void annotate(ObjectKey key, Map<String, String> annotations) {
        patch(key, annotations(annotations));
    }

    private static Map<String, ?> annotations(Map<String, String> annotations) {
        return Map.of("metadata", Map.of("annotations", annotations));
    }

    private void patch(ObjectKey key, Map<String, ?> patch) {
        kubectl.patch(key, Json.text(Json.of(patch)));
    }
}
