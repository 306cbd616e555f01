package io.kprov.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** What a world is like in the end, as text that can be compared. */
final class EndState {
    /** Join tokens expire by themselves; when a DaemonSet was restarted is a matter of chance. */
    private static final String TOKEN = "object Secret/kube-system/bootstrap-token-";

    /**
     * When and where a snapshot was made, and kubeadm was asked, is a matter of chance too. What is
     * kept of etcd is the new version's where a host went back after the data had become so. A wish
     * for a reboot that nobody heeds is gone when the machine starts anew for another reason.
     */
    private static final Pattern BEFORE_UPGRADE =
            Pattern.compile(
                    "file /run/reboot-required.*|file /var/lib/kprov/(etcd-backup/|upgrade-(snapshot|checked) |former/files/etc/kubernetes/manifests/etcd.yaml ).*");

    private static final String RESTARTED = "\"kubectl.kubernetes.io/restartedAt\":\"[^\"]*\"";

    private EndState() {}

    static List<String> lines(SimulatedSite site) {
        var lines = new ArrayList<String>();
        for (SimulatedMachine machine : site.machines()) {
            machine.lines().stream()
                    .filter(line -> !BEFORE_UPGRADE.matcher(line).matches())
                    .forEach(line -> lines.add(machine.name() + " " + line));
        }
        site.cluster().lines().stream()
                .filter(line -> !line.startsWith(TOKEN))
                .map(line -> line.replaceAll(RESTARTED, ""))
                .map(line -> line.replaceAll(",?\"annotations\":\\{}", ""))
                .forEach(lines::add);
        return lines;
    }

    static List<String> differences(List<String> expected, List<String> found) {
        var differences = new ArrayList<String>();
        var there = new HashSet<>(found);
        expected.stream()
                .filter(line -> !there.contains(line))
                .forEach(line -> differences.add("missing: " + line));
        var wanted = new HashSet<>(expected);
        found.stream()
                .filter(line -> !wanted.contains(line))
                .forEach(line -> differences.add("too much: " + line));
        return differences;
    }

    /** Processes whose files are others by now. */
    static List<String> notInForce(SimulatedSite site) {
        var lines = new ArrayList<String>();
        for (SimulatedMachine machine : site.machines()) {
            var digests = new HashMap<String, String>();
            for (String line : machine.lines()) {
                var words = line.split(" ", -1);
                if (words[0].equals("file")) {
                    digests.put(words[1], words[4]);
                }
            }
            for (String line : machine.lines()) {
                var words = line.split(" +", -1);
                boolean stamp = words.length == 4 && words[1].equals("stamp");
                if (stamp && !words[2].equals(digests.get(words[3]))) {
                    lines.add(machine.name() + " " + words[0] + " runs with another " + words[3]);
                }
                boolean pod = words[0].equals("pod");
                if (pod
                        && !words[3].equals(
                                digests.get(
                                        SimulatedMachine.MANIFESTS + "/" + words[1] + ".yaml"))) {
                    lines.add(machine.name() + " pod " + words[1] + " runs with another manifest");
                }
            }
        }
        return lines;
    }
}
