package io.kprov.simulator;

import io.kprov.facts.FactScript;
import io.kprov.facts.RebootFact;
import io.kprov.model.LoadBalancer;
import io.kprov.render.HostFile;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Answers a script of facts in the format that the script's own commands print. */
final class FactAnswers {
    private static final String HEADING = "echo '" + FactScript.HEAD;

    private final SimulatedCluster cluster;
    private final SimulatedNetwork network;

    FactAnswers(SimulatedCluster cluster, SimulatedNetwork network) {
        this.cluster = cluster;
        this.network = network;
    }

    Answer answer(SimulatedMachine machine, String script) {
        var out = new StringBuilder();
        String section = "";
        var questions = new ArrayList<List<String>>();
        for (String line : script.lines().toList()) {
            if (line.startsWith(HEADING)) {
                out.append(section(machine, section, questions));
                section = line.substring(HEADING.length(), line.length() - 1);
                questions.clear();
                out.append(FactScript.HEAD).append(section).append('\n');
            } else if (line.startsWith(FactScript.QUESTION)) {
                questions.add(WordSplitter.split(line.substring(FactScript.QUESTION.length())));
            }
        }
        return Answer.ok(out.toString());
    }

    private String section(SimulatedMachine machine, String section, List<List<String>> questions) {
        var out = new StringBuilder();
        for (List<String> question : questions) {
            String subject = question.isEmpty() ? "" : question.getFirst();
            out.append(
                    switch (section) {
                        case "backup" -> SimulatedBackup.state(machine);
                        case "certificate-files" -> CertificateAnswers.files(machine, subject);
                        case "certificates" -> CertificateAnswers.certificates(machine, subject);
                        case "clock" -> clock(machine) + "\n";
                        // Nobody calls one.
                        case "deprecated-apis" -> "";
                        case "disks" -> "61440 %d %s\n".formatted(machine.freeMiB(), subject);
                        case "disk-sync" -> EtcdAnswers.syncs(machine, subject);
                        case "dns" -> dns(machine, subject, question.get(1));
                        case "etcd" -> etcd(machine);
                        case "etcd-status" -> etcdStatus(machine);
                        case "etcd-keys" ->
                                cluster.etcd().isHealthy(machine.name()) && cluster.hasObjects()
                                        ? "/registry/namespaces/default\n"
                                        : "";
                        case "etcd-metrics" ->
                                EtcdAnswers.metrics(
                                        machine, subject, cluster.etcd().isHealthy(machine.name()));
                        case "files" ->
                                file(
                                        machine,
                                        subject,
                                        question.get(1),
                                        question.get(2).equals("show"));
                        case "http" ->
                                "%03d %s\n".formatted(network.status(machine, subject), subject);
                        case "images" -> images(machine);
                        case "links" ->
                                machine.files()
                                        .linkTarget(subject)
                                        .map(target -> subject + "|" + target + "\n")
                                        .orElse("");
                        case "machine" -> machine(machine) + network.virtualAddress(machine);
                        case "modules" -> subject + "\n";
                        case "neighbours" -> neighbour(subject);
                        case "node-pods" -> nodePods(machine, subject);
                        case "objects" -> "";
                        case "own" -> own(machine, subject);
                        case "package-updates" -> machine.updates().list();
                        case "packages" -> machine.hasPackage(subject) ? subject + "\n" : "";
                        case "paths" -> machine.files().exists(subject) ? subject + "\n" : "";
                        case "pods" -> pods(machine);
                        case "tokens" -> "";
                        case "traces" ->
                                SimulatedReset.traces(
                                        machine,
                                        network.vipHolder().filter(machine::equals).isPresent()
                                                ? subject
                                                : "");
                        case "processes" -> CertificateAnswers.process(machine, subject);
                        case "reboot" ->
                                machine.files().exists(RebootFact.FILE)
                                        ? "needed\n"
                                                + machine.files().text(RebootFact.FILE + ".pkgs")
                                        : "";
                        case "resolve" -> resolve(subject);
                        case "round-trips" ->
                                EtcdAnswers.roundTrip(machine, subject, question.get(1));
                        case "served-certificates" -> CertificateAnswers.served(machine, subject);
                        case "sysctl" ->
                                machine.kernel()
                                        .sysctl(subject)
                                        .map(value ->
                                                subject.replace('.', '/') + ":" + value + "\n")
                                        .orElse("");
                        case "trial-evictions" ->
                                cluster.apiReady(machine)
                                        ? cluster.pods().trialEvictions(subject)
                                        : "";
                        case "units" -> machine.showUnit(subject);
                        case "written-objects" ->
                                cluster.apiReady(machine)
                                        ? cluster.writes().answer(String.join(" ", question))
                                        : "";
                        case "users" -> machine.hasUser(subject) ? subject + "\n" : "";
                        default ->
                                throw new ProgramFailure(
                                        "the simulator does not know facts of kind " + section);
                    });
        }
        return section.equals("objects") ? objects(machine, questions) : out.toString();
    }

    /**
     * The first ten bytes of the answer: length, id, flags (no error), one question, one answer.
     */
    private String dns(SimulatedMachine machine, String server, String name) {
        return server
                + " "
                + name
                + (network.dnsAnswers(machine) ? " 0 74 107 112 129 128 0 1 0 1 \n" : " \n");
    }

    private static String clock(SimulatedMachine machine) {
        var now = machine.now();
        return "%d.%09d".formatted(now.getEpochSecond(), now.getNano());
    }

    /** Machines that run answer each other's ping. */
    private String neighbour(String address) {
        return cluster.machines().stream()
                .filter(machine ->
                        machine.isUp() && machine.host().address().toString().equals(address))
                .map(machine ->
                        "pong %1$s\nneigh %1$s %1$s lladdr 02:00:%2$08x used 0/0/0 REACHABLE\n"
                                .formatted(address, machine.name().hashCode()))
                .findFirst()
                .orElse("");
    }

    /** None but static pods are played, and these read no CA of the cluster's. */
    private String pods(SimulatedMachine machine) {
        return cluster.apiReady(machine) ? "@answered\n" : "";
    }

    private String nodePods(SimulatedMachine machine, String node) {
        return cluster.apiReady(machine)
                ? cluster.pods().budgetsJson()
                        + cluster.pods().podsJson(node)
                        + "@pods "
                        + node
                        + "\n"
                : "";
    }

    private boolean hasHealthyMember(SimulatedMachine machine) {
        return machine.files().exists("/etc/kubernetes/pki/etcd/healthcheck-client.key")
                && machine.hasProgram("etcdctl")
                && cluster.etcd().isHealthy(machine.name());
    }

    private String etcdStatus(SimulatedMachine machine) {
        var etcd = cluster.etcd();
        return hasHealthyMember(machine)
                ? etcd.listJson() + etcd.statusJson() + etcd.alarmsJson() + "\n"
                : "";
    }

    private String etcd(SimulatedMachine machine) {
        return hasHealthyMember(machine)
                ? cluster.etcd().listJson() + cluster.etcd().healthJson() + "\n"
                : "";
    }

    private static String file(SimulatedMachine machine, String path, String known, boolean show) {
        var found = machine.files().find(path);
        if (found.isEmpty()) {
            return machine.files().isDirectory(path)
                    ? "stat 755 root:root directory|" + path + "\n"
                    : "";
        }
        var file = found.get().file();
        String sum = found.get().sha256();
        String stat =
                "stat %s %s regular file|%s\nsum %s %s\n"
                        .formatted(file.mode().substring(1), file.owner(), path, sum, path);
        return show && !sum.equals(known)
                ? stat
                        + "text "
                        + path
                        + "\n"
                        + Base64.getEncoder().encodeToString(file.bytes())
                        + "\n"
                : stat;
    }

    private static String images(SimulatedMachine machine) {
        var out = new StringBuilder();
        if (machine.units().isActive("containerd")) {
            machine.images().forEach((name, digest) -> out.append(name + " " + digest + "\n"));
        }
        return out.toString();
    }

    private static String own(SimulatedMachine machine, String pattern) {
        var out = new StringBuilder();
        for (String path : machine.files().matching(pattern)) {
            boolean own = machine.files().text(path).startsWith(HostFile.OWN);
            out.append(own ? "own " : "other ").append(path).append('\n');
        }
        return out.toString();
    }

    private static String machine(SimulatedMachine machine) {
        var address = machine.host().address();
        return """
        os debian
        osVersion 13
        osName Debian GNU/Linux 13 (simulated)
        kernel 6.12.0-simulated
        hostname %s
        machineId %s
        arch x86_64
        cpus 4
        memoryKiB 8388608
        swapKiB %d
        cgroup cgroup2fs
        container none
        freeMiB %d
        %s%ssystemd yes
        program curl
        program base64
        program sha256sum
        program tar
        address eth0 %s/%d
        listen 0.0.0.0:22 users:(("sshd",pid=1,fd=3))
        now %s
        """
                .formatted(
                        machine.name(),
                        "%032x".formatted(machine.name().hashCode()),
                        machine.kernel().swapKiB(),
                        machine.freeMiB(),
                        machine.kernel().hasModule("br_netfilter") ? "bridge yes\n" : "",
                        machine.kernel().hasModule("overlay") ? "overlay yes\n" : "",
                        address,
                        address.isV6() ? 64 : 24,
                        clock(machine));
    }

    private String objects(SimulatedMachine machine, List<List<String>> questions) {
        if (!machine.files().exists("/etc/kubernetes/admin.conf")
                || !machine.hasProgram("kubectl")
                || !cluster.apiReady(machine)) {
            return "";
        }
        var list = Json.object();
        var items = list.putArray("items");
        for (List<String> question : questions) {
            cluster.get(ObjectKey.of(question.get(1), question.get(2), question.get(3)))
                    .ifPresent(items::add);
        }
        return Json.text(list) + "\n@answered\n";
    }

    /** Every machine knows the endpoint's name; other names are nobody's. */
    private String resolve(String name) {
        var controlPlane = cluster.wish().controlPlane();
        if (!name.equals(controlPlane.endpoint().host())) {
            return "";
        }
        var address =
                controlPlane.loadBalancer() instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                        ? vip
                        : cluster.wish().controlPlanes().getFirst().address();
        return name + " " + address + "\n";
    }
}
