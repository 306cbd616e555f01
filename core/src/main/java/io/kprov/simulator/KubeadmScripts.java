package io.kprov.simulator;

import io.kprov.render.Digests;
import io.kprov.render.KubeadmFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The effects of kprov's own scripts that have kubeadm do the work. */
final class KubeadmScripts {
    private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

    private final SimulatedCluster cluster;
    private final Kubeadm kubeadm;
    private final Kubectl kubectl;

    KubeadmScripts(SimulatedCluster cluster, Kubeadm kubeadm, Kubectl kubectl) {
        this.cluster = cluster;
        this.kubeadm = kubeadm;
        this.kubectl = kubectl;
    }

    /** Mark, version, kubeadm's folder; then its words. */
    void planUpgrade(SimulatedMachine machine, List<String> arguments) {
        String program = arguments.get(2) + "/kubeadm";
        if (!machine.files().exists(program)) {
            throw new ProgramFailure("sh: 1: " + program + ": not found");
        }
        kubeadm.planUpgrade(SimulatedFiles.version(program), arguments.get(5));
        machine.files().write(arguments.get(0), arguments.get(1) + "\n");
    }

    /** Mark, what it is set to; then kubeadm's words. */
    Answer upgrade(SimulatedMachine machine, List<String> arguments) {
        var answer = kubeadm.run(machine, arguments.subList(2, arguments.size()));
        if (answer.isOk()) {
            machine.files().write(arguments.get(0), arguments.get(1) + "\n");
        }
        return answer;
    }

    /**
     * The kubelet's link, where it is to lead, kubeadm's configuration, the pods that end; then for
     * each that changes: phase, record, file, origin.
     */
    void replaceStaticPods(SimulatedMachine machine, List<String> arguments) {
        machine.units().stop("kubelet");
        try {
            for (int i = 4; i < arguments.size(); i += 4) {
                var words = new ArrayList<>(List.of("init", "phase"));
                words.addAll(List.of(arguments.get(i).split(" ")));
                words.addAll(List.of("--config", arguments.get(2)));
                kubeadm.run(machine, words);
                noteOrigin(machine, arguments.subList(i + 1, i + 4));
            }
            List.of(arguments.get(3).split(" ")).forEach(machine.pods()::end);
            machine.files().link(arguments.get(0), arguments.get(1));
        } catch (ProgramFailure failed) {
            machine.units().start("kubelet");
            throw failed;
        }
        machine.units().start("kubelet");
        machine.settle();
    }

    /** Record, file, digest of the input. */
    static void noteOrigin(SimulatedMachine machine, List<String> arguments) {
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
    Answer enter(SimulatedMachine machine, String what, List<String> arguments) {
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
    Answer uploadSettings(SimulatedMachine machine, List<String> arguments) {
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
