package io.kprov.simulator;

import io.kprov.facts.RebootFact;
import io.kprov.os.PackageManager;
import io.kprov.os.PackageUpgrade;
import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import io.kprov.render.Footprint;
import io.kprov.simulator.Recorder.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the plans of an operator named, and so may be changed. A command that is kprov's own says
 * exactly what it changes; for kubeadm there is a list of what it may touch.
 */
final class PlanLimits {
    private static final String KUBEADM =
            "/etc/kubernetes/.*|/var/lib/kubelet.*|/var/lib/etcd.*|/var/lib/kprov/.*|unit:kubelet";
    private static final List<String> KUBEADM_RUNS =
            List.of(
                    "kubeadm init",
                    "the last phases of kubeadm init",
                    "kubeadm join",
                    "take the host as joined",
                    "kubeadm reset of what was interrupted");

    private static final String KUBEADM_DONE = "/var/lib/kprov/kubeadm-upgraded";
    private static final String LINK = "let the links lead to ";

    /** {@code host sentence} of every planned action. */
    private final Set<String> sentences = new HashSet<>();

    private final Set<String> labelled = new HashSet<>();

    void add(Plan plan) {
        plan.changes()
                .forEach(step -> {
                    if (step.answer() instanceof Answer.Change(_, _, var actions)) {
                        actions.forEach(
                                action -> sentences.add(step.host() + " " + action.sentence()));
                    }
                    if (step.step().equals("label-node")) {
                        labelled.add(step.host());
                    }
                });
    }

    private boolean has(String host, String sentence) {
        return sentences.contains(host + " " + sentence);
    }

    /** A sentence of this host, or of any when the host is {@code *}, that begins so. */
    private boolean begins(String host, String start) {
        return sentences.stream()
                .anyMatch(sentence ->
                        host.equals("*")
                                ? sentence.substring(sentence.indexOf(' ') + 1).startsWith(start)
                                : sentence.startsWith(host + " " + start));
    }

    private boolean names(String host, String start, String word) {
        return sentences.stream()
                .filter(sentence -> sentence.startsWith(host + " " + start))
                .anyMatch(sentence -> List.of(sentence.split("[ ,]", -1)).contains(word));
    }

    boolean allow(Mutation mutation) {
        String host = mutation.host();
        String target = mutation.target();
        return switch (mutation.command()) {
            case "keep-former" ->
                    (target.startsWith("/var/lib/kprov/former") || target.equals(KUBEADM_DONE))
                            && begins(host, "keep links, ");
            // What is done about a failure is in no plan; it goes back to what was kept.
            case "put-back", "rm" -> begins(host, "keep links, ");
            case "kubeadm-upgrade-plan" ->
                    target.equals("/var/lib/kprov/upgrade-checked")
                            && begins(host, "kubeadm upgrade plan ");
            case "kubeadm-upgrade" ->
                    (begins(host, "kubeadm upgrade apply ")
                                    || begins(host, "kubeadm upgrade node "))
                            && (target.equals(KUBEADM_DONE) || ofKubeadm(host, target));
            case "replace-static-pods" ->
                    begins(host, "replace static pods and kubelet: ")
                            && Pattern.matches(
                                    "unit:kubelet|/usr/local/bin/kubelet|/etc/kubernetes/manifests/.*|/var/lib/kprov/derived/.*",
                                    target);
            case "backup-now" ->
                    target.startsWith("/var/lib/kprov/") && begins(host, "save a snapshot of etcd");
            case "hand-over" ->
                    target.startsWith("etcd-leader:")
                            && begins(host, "let another member lead etcd");
            case "drain-node", "uncordon" ->
                    target.startsWith("object:Node//")
                            && begins(
                                    "*",
                                    "kubectl uncordon "
                                            + target.substring("object:Node//".length()));
            case "seed-member" ->
                    target.startsWith("/var/lib/etcd/") && begins(host, "fetch etcd's data ");
            case "put-files" ->
                    has(host, "write " + target) || begins(host, "write " + target + " (");
            case "remove-file" -> has(host, "remove " + target);
            case "take-up" -> {
                String unit = target.replaceFirst("^unit:", "");
                yield has(host, "restart " + unit)
                        || has(host, "reload-or-restart " + unit)
                        || beginsEtcd(host, target);
            }
            case "create-user" ->
                    has(host, "useradd " + target.replaceFirst("^user:", ""))
                            || (target.equals(Footprint.USERS) && begins(host, "useradd "));
            case "promote-member" ->
                    target.equals("etcd-vote:" + host)
                            && has(host, "let " + host + " vote, once it has caught up");
            case "enable-kubelet" -> target.equals("unit:kubelet") && has(host, "enable kubelet");
            case "fetch" -> fetched(host, target);
            case "install-packages" -> installed(host, target);
            case "fetch-packages" ->
                    target.equals(PackageUpgrade.FETCHED)
                            && begins(host, "read the package index anew");
            case "upgrade-packages" ->
                    (target.startsWith("package:") || target.startsWith(RebootFact.FILE))
                            && begins(host, "upgrade the packages");
            case "reboot" -> target.equals("reboot") && begins(host, "reboot, and wait");
            case "pull-images" ->
                    target.startsWith("image:")
                            && names(host, "pull ", target.substring("image:".length()));
            case "disable-swap" ->
                    Pattern.matches("swap|/etc/fstab.*", target) && begins(host, "swapoff -a");
            case "modprobe" -> target.startsWith("module:") && has(host, "load kernel modules");
            case "sysctl" -> target.startsWith("sysctl:") && has(host, "set sysctls");
            case "kubeadm-init", "kubeadm-finish-init", "kubeadm-join", "kubeadm-finish-join" ->
                    begun(host) && ofKubeadm(host, target);
            case "kubeadm-reset" -> begun(host) && Pattern.matches(KUBEADM, target);
            case "note-origin" ->
                    target.startsWith("/var/lib/kprov/derived/") && begins(host, "note what ");
            case "upload-settings" ->
                    Pattern.matches("object:(ConfigMap|DaemonSet)/kube-system/.*", target)
                            && (begins("*", "note what ")
                                    || begins("*", "kubeadm init phase upload-config"));
            case "kubeadm init phase etcd local",
                    "kubeadm init phase control-plane apiserver",
                    "kubeadm init phase control-plane controller-manager",
                    "kubeadm init phase control-plane scheduler" ->
                    target.startsWith("/etc/kubernetes/manifests/")
                            && has(host, mutation.command());
            case "kubeadm upgrade node phase kubelet-config" ->
                    target.startsWith("/var/lib/kubelet/") && has(host, mutation.command());
            case "patch-coredns" ->
                    target.equals("object:Deployment/kube-system/coredns")
                            && begins("*", "kubectl patch deployment coredns");
            case "kubectl label", "kubectl taint", "kubectl annotate" ->
                    target.startsWith("object:Node//")
                            && labelled.contains(target.substring("object:Node//".length()));
            case "kubectl apply" ->
                    target.startsWith("object:")
                            && begins("*", "kubectl apply --server-side of flannel");
            case "make-join-token" -> token(target) && begins("*", "make a join token");
            case "kubectl delete" ->
                    (token(target) && begins("*", "delete the join token"))
                            || (target.startsWith("object:Node//") && begins("*", "kubeadm join"));
            case "etcdctl member" ->
                    (target.startsWith("etcd-member:") && begins("*", "kubeadm join"))
                            || (target.equals("etcd-member:" + host)
                                    && has(host, "add " + host + " to etcd as a learner"));
            default -> false;
        };
    }

    /** The first members list each other. */
    private boolean beginsEtcd(String host, String target) {
        return has(host, "restart --no-block etcd")
                && Pattern.matches("unit:etcd|etcd-member:.*|/var/lib/etcd/member/.*", target);
    }

    private static boolean token(String target) {
        return target.startsWith("object:Secret/kube-system/bootstrap-token-");
    }

    private boolean fetched(String host, String target) {
        boolean inFolder =
                target.startsWith("/opt/kprov/")
                        && (begins(host, "fetch " + target.split("/", -1)[3] + " ")
                                || begins(host, LINK + target.split("/", -1)[3] + " "));
        boolean link =
                Pattern.matches("(/usr/local/s?bin|/opt/cni/bin)/[^/]+", target)
                        && (begins(host, "fetch ") || begins(host, LINK));
        return inFolder || link;
    }

    /** Debian starts the services of a package, and haproxy's comes with a configuration. */
    private boolean installed(String host, String target) {
        if (target.equals("/etc/haproxy/haproxy.cfg")) {
            return names(host, "install ", "haproxy");
        }
        if (target.equals(PackageManager.INSTALLED)) {
            return begins(host, "install ");
        }
        return Pattern.matches("(package|unit):.*", target)
                && names(host, "install ", target.substring(target.indexOf(':') + 1));
    }

    private boolean begun(String host) {
        return KUBEADM_RUNS.stream().anyMatch(run -> has(host, run));
    }

    private static boolean ofKubeadm(String host, String target) {
        return Pattern.matches(KUBEADM, target)
                || target.equals("object:Node//" + host)
                || target.equals("etcd-member:" + host)
                || target.equals("etcd-vote:" + host)
                || Pattern.matches(
                        "object:ConfigMap/(kube-system/(kubeadm-config|kubelet-config|kube-proxy)|kube-public/cluster-info)"
                                + "|object:(DaemonSet/kube-system/kube-proxy|Deployment/kube-system/coredns)",
                        target);
    }
}
