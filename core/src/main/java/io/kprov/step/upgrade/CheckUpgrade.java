package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.Role;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Drain;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.etcd.KnownMembers;
import io.kprov.step.node.JoinNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether the cluster may be upgraded now: the versions may follow one another, and all of it is
 * well but what an interrupted upgrade left. Then kubeadm's own word: its {@code upgrade plan} runs
 * a job in the cluster, so it is no part of a plan.
 *
 * @param chosen the hosts that the upgrade is about
 */
public record CheckUpgrade(Drain.Manner manner, Predicate<Host> chosen, HostWork work)
        implements Step {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    /** The version that kubeadm said yes to. */
    private static final FileFact CHECKED = FileFact.content("/var/lib/kprov/upgrade-checked");

    /** kubernetes.io: Version Skew Policy. */
    private static final int KUBELET_MAY_LAG = 3;

    @Override
    public String id() {
        return "check-upgrade";
    }

    @Override
    public String title() {
        return "check that the cluster can be upgraded";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Versions.facts(blueprint.cluster(), host));
        facts.addAll(List.of(ApisInUse.CALLED, CHECKED, KeptFormer.MARK));
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(Versions.KUBEADM_CONFIG));
        if (blueprint.cluster().hasStackedEtcd()) {
            facts.add(MEMBERS);
        }
        for (Host node : blueprint.cluster().nodes()) {
            facts.add(JoinNode.node(node));
            facts.add(DrainHost.pods(node));
            facts.add(KeptPods.trials(node));
        }
        facts.addAll(ApisInUse.facts(blueprint.cluster().kubernetes().version()));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var wanted = view.cluster().kubernetes().version();
        var now = Versions.cluster(view.others().ask(Versions.KUBEADM_CONFIG));
        if (now.isEmpty()) {
            return blocked(
                    "no API server tells which version the cluster has",
                    "bring a control plane up ('kprov status' tells what is bad), then run the same command again");
        }
        var path = path(now.get(), wanted, view);
        if (path.isPresent()) {
            return path.get();
        }
        var ahead = ahead(view);
        if (!ahead.isEmpty()) {
            return blocked(
                    "kubelets must not be newer than an API server; control planes of an older version: "
                            + Drain.few(ahead),
                    "begin with them: kprov upgrade --to %s --only control-plane"
                            .formatted(wanted));
        }
        var unwell = unwell(view);
        if (!unwell.isEmpty()) {
            return blocked(
                    String.join("\n", unwell),
                    "mend it ('kprov status' tells what is bad), then run the same command again");
        }
        var kept = keptForGood(view);
        if (!kept.isEmpty() && !manner.disableEviction()) {
            return blocked(
                    "pods that may not be evicted, however long one waits:\n"
                            + String.join("\n", kept),
                    "give the workload one more replica or its budget more room, each pod one budget alone, and a webhook or policy what it wants; then run the same command again;\nor delete the pods in spite of it: kprov upgrade --disable-eviction");
        }
        if (view.get(CHECKED).says(wanted.toString()) || now.get().equals(wanted)) {
            return new Decision.Skip("kubeadm has said yes to " + wanted);
        }
        return new Decision.Do(
                Sign.CREATE, reason(view, now.get(), wanted), List.of(ask(view, wanted)));
    }

    private static Optional<Decision> path(
            KubernetesVersion now, KubernetesVersion wanted, View view) {
        if (wanted.isOlderThan(now)) {
            return Optional.of(
                    blocked(
                            "the cluster is of version "
                                    + now
                                    + ", and kubeadm takes none back to an older one",
                            "set kubernetes.version to "
                                    + now
                                    + " or newer, and run kprov lock; what was before an upgrade is in etcd's snapshots: kprov etcd restore"));
        }
        if (wanted.minor() > now.minor() + 1) {
            return Optional.of(
                    blocked(
                            "from %s to %s a minor is left out; kubeadm goes from one to the next"
                                    .formatted(now, wanted),
                            "kprov upgrade --to %s, which goes minor by minor".formatted(wanted)));
        }
        var old =
                view.cluster().nodes().stream()
                        .flatMap(host ->
                                JoinNode.found(view.others(), host)
                                        .flatMap(Versions::kubelet)
                                        .filter(version ->
                                                version.minor() < wanted.minor() - KUBELET_MAY_LAG)
                                        .map(version -> host + ": kubelet " + version)
                                        .stream())
                        .toList();
        return old.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        blocked(
                                "kubelets would be more than three minors older than the API server:\n"
                                        + String.join("\n", old),
                                "upgrade these nodes to %s first: kprov upgrade --to %s --only workers"
                                        .formatted(now, now)));
    }

    private static Decision blocked(String why, String next) {
        return new Decision.Blocked(
                new Problem("the cluster is not upgraded", why, "this run changed nothing", next));
    }

    /** What is not well, of hosts that no upgrade has begun to work on. */
    private static List<String> unwell(View view) {
        var unwell = new ArrayList<String>();
        var cluster = view.cluster();
        var others = view.others();
        for (Host host : cluster.nodes()) {
            if (others.leftOut().has(host) || isUnderWay(view, host)) {
                continue;
            }
            JoinNode.found(view.others(), host)
                    .filter(node -> !JoinNode.isReady(node))
                    .ifPresent(_ -> unwell.add(host + ": its node is not Ready"));
            if (host.has(Role.CONTROL_PLANE)
                    && JoinNode.found(view.others(), host).isPresent()
                    && !others.readyControlPlanes().contains(host)) {
                unwell.add(host + ": its API server is not ready");
            }
        }
        var members = members(view);
        for (Host host : cluster.etcdMembers()) {
            boolean votes =
                    members.filter(all -> all.votes(host.name(), EtcdFiles.peerUrl(host)))
                            .isPresent();
            if (!votes && !isUnderWay(view, host)) {
                unwell.add(host + ": its etcd member is not healthy, or does not vote");
            }
        }
        return unwell;
    }

    private static Optional<EtcdMembers> members(View view) {
        return view.cluster().hasStackedEtcd()
                ? view.others().ask(MEMBERS)
                : KnownMembers.of(view.cluster(), view.others());
    }

    /** Whether an upgrade works on the host, or has been interrupted there. */
    private static boolean isUnderWay(View view, Host host) {
        return JoinNode.found(view.others(), host).filter(Uncordon::isOurs).isPresent()
                || view.others()
                        .facts(host)
                        .filter(facts -> KeptFormer.isThere(view.blueprint(), facts))
                        .isPresent();
    }

    /** Control planes that would stay behind workers. */
    private List<Host> ahead(View view) {
        var outdated = outdated(view);
        return outdated.stream().anyMatch(host -> chosen.test(host) && host.isWorkerNode())
                ? outdated.stream()
                        .filter(host -> !chosen.test(host) && host.has(Role.CONTROL_PLANE))
                        .toList()
                : List.of();
    }

    private List<String> keptForGood(View view) {
        if (view.cluster().nodes().size() == 1) {
            // It is not drained.
            return List.of();
        }
        var kept = new TreeSet<String>();
        view.cluster().nodes().stream()
                .filter(chosen)
                .filter(host -> !work.due(view.blueprint(), host, view.others()).isEmpty())
                .forEach(host -> kept.addAll(KeptPods.forGood(view.others(), host)));
        return List.copyOf(kept);
    }

    private static List<Host> outdated(View view) {
        return view.cluster().nodes().stream()
                .filter(host -> !Versions.outdated(view.blueprint(), host, view.others()).isEmpty())
                .toList();
    }

    private static String reason(View view, KubernetesVersion now, KubernetesVersion wanted) {
        var parts = new ArrayList<>(List.of("Kubernetes %s -> %s".formatted(now, wanted)));
        parts.addAll(ApisInUse.of(view, now));
        return String.join("; ", parts);
    }

    private Action ask(View view, KubernetesVersion wanted) {
        var words = new ArrayList<>(List.of("upgrade", "plan", wanted.tag()));
        var ignored = view.cluster().kubernetes().ignorePreflightErrors();
        if (!ignored.isEmpty()) {
            words.add("--ignore-preflight-errors=" + String.join(",", ignored));
        }
        var arguments =
                new ArrayList<>(
                        List.of(
                                CHECKED.path(),
                                wanted.toString(),
                                view.blueprint().lock().artifact(Program.KUBEADM).folder()));
        arguments.addAll(words);
        return new Action.Run(
                "kubeadm " + String.join(" ", words),
                Command.script(
                        """
                        # kprov: kubeadm-upgrade-plan. $1 mark, $2 version, $3 folder of kubeadm, then its words
                        set -e
                        mark=$1 version=$2 kubeadm=$3/kubeadm
                        shift 3
                        "$kubeadm" "$@"
                        echo "$version" >"$mark"
                        """,
                        arguments.toArray(String[]::new)),
                Duration.ofMinutes(4),
                Where.SELF);
    }
}
