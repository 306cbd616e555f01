package io.kprov.simulator;

import java.util.List;

/** Programs that kprov runs by their words, without a shell. */
final class Programs {
    private final SimulatedCluster cluster;
    private final SimulatedNetwork network;
    private final Kubeadm kubeadm;
    private final Kubectl kubectl;

    Programs(SimulatedCluster cluster, SimulatedNetwork network, Kubeadm kubeadm, Kubectl kubectl) {
        this.cluster = cluster;
        this.network = network;
        this.kubeadm = kubeadm;
        this.kubectl = kubectl;
    }

    Answer run(SimulatedMachine machine, List<String> words, String input) {
        String program = words.getFirst();
        if (!isThere(machine, program)) {
            return new Answer(127, "", "sh: 1: " + program + ": not found\n");
        }
        var rest = words.subList(1, words.size());
        return switch (program) {
            case "kubeadm" -> kubeadm.run(machine, rest);
            case "kubectl" -> kubectl.run(machine, rest, input);
            case "etcdctl" -> etcdctl(machine, new Options(rest));
            case "curl" -> curl(machine, rest.getLast());
            case "haproxy" -> haproxy(machine, new Options(rest));
            case "keepalived" -> fileExists(machine, new Options(rest).required("-f"));
            case "containerd" -> fileExists(machine, new Options(rest).required("--config"));
            case "ctr" ->
                    machine.units().isActive("containerd")
                            ? Answer.ok()
                            : Answer.failed("ctr: cannot access socket");
            case "modprobe" -> {
                new Options(rest).plain().forEach(machine.kernel()::loadModule);
                yield Answer.ok();
            }
            case "sysctl" -> sysctl(machine, new Options(rest).required("--load"));
            case "command" ->
                    isThere(machine, rest.getLast()) ? Answer.ok() : new Answer(1, "", "");
            case "systemctl" -> systemctl(machine, new Options(rest).plain());
            case "rm" -> {
                new Options(rest.subList(1, rest.size())).plain().forEach(machine.files()::remove);
                yield Answer.ok();
            }
            default -> Answer.unknown(String.join(" ", words));
        };
    }

    private static Answer systemctl(SimulatedMachine machine, List<String> words) {
        return switch (words.getFirst()) {
            case "daemon-reload" -> {
                machine.units().daemonReload();
                yield Answer.ok();
            }
            case "is-active" ->
                    machine.units().isActive(words.getLast()) ? Answer.ok() : new Answer(3, "", "");
            case "disable" -> {
                machine.units().disable(words.getLast());
                yield Answer.ok();
            }
            default -> Answer.unknown("systemctl " + String.join(" ", words));
        };
    }

    /** Only what a package or kprov brings can be missing. */
    private static boolean isThere(SimulatedMachine machine, String program) {
        return switch (program) {
            case "kubeadm", "kubectl", "kubelet", "containerd", "ctr", "etcdctl", "etcdutl" ->
                    machine.hasProgram(program);
            case "haproxy", "keepalived", "conntrack", "ethtool", "socat" ->
                    machine.hasPackage(program);
            default -> true;
        };
    }

    private Answer curl(SimulatedMachine machine, String url) {
        int status = network.status(machine, url);
        return status == 200
                ? Answer.ok("ok")
                : status == 0
                        ? new Answer(7, "", "curl: (7) Failed to connect to " + url + "\n")
                        : new Answer(
                                22,
                                "",
                                "curl: (22) The requested URL returned error: " + status + "\n");
    }

    private static Answer haproxy(SimulatedMachine machine, Options options) {
        return machine.haproxyAccepts(options.required("-f"))
                ? Answer.ok()
                : Answer.failed("[ALERT] config : Fatal errors found in configuration.");
    }

    private static Answer fileExists(SimulatedMachine machine, String path) {
        return machine.files().exists(path)
                ? Answer.ok()
                : Answer.failed(path + ": No such file or directory");
    }

    private static Answer sysctl(SimulatedMachine machine, String path) {
        if (!machine.files().exists(path)) {
            return Answer.failed("sysctl: cannot open \"" + path + "\": No such file or directory");
        }
        machine.kernel().loadSysctls(path);
        return Answer.ok();
    }

    /** Whether one of the members that are asked works. */
    private boolean serves(SimulatedMachine machine, String endpoints) {
        return cluster.machines().stream()
                .filter(member ->
                        endpoints.contains("//" + member.host().address().urlHost() + ":")
                                || (member.equals(machine) && endpoints.contains("//127.0.0.1:")))
                .anyMatch(member -> cluster.etcd().isHealthy(member.name()));
    }

    private Answer etcdctl(SimulatedMachine machine, Options options) {
        var etcd = cluster.etcd();
        if (!serves(machine, options.required("--endpoints"))) {
            return Answer.failed("Error: context deadline exceeded");
        }
        boolean json = options.value("-w").filter("json"::equals).isPresent();
        var words = options.plain();
        return switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
            case "member list" -> Answer.ok(etcd.listJson());
            case "endpoint health" -> Answer.ok(json ? etcd.healthJson() : etcd.health());
            case "member add" -> {
                etcd.addLearner(machine.host());
                yield Answer.ok();
            }
            case "member remove" ->
                    etcd.remove(words.getLast())
                            ? Answer.ok()
                            : Answer.failed("Error: etcdserver: member not found");
            default -> Answer.unknown("etcdctl " + String.join(" ", words));
        };
    }
}
