package io.kprov.step.controlplane;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.RunningPods;
import io.kprov.facts.RunningPods.Pod;
import io.kprov.facts.RunningPods.Workload;
import io.kprov.facts.RunningPodsFact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pods that were started before the cluster published its CA as it is now: their file of it is new
 * by now, but most programs read it once, when they start. What kprov installed itself (kube-proxy,
 * CoreDNS, flannel) it restarts; of the others the operator decides.
 */
public final class RestartWorkloads implements Step {
    private static final RunningPodsFact PODS = new RunningPodsFact();

    /** The kubelet mounts what it has heard of, which may be older by a moment. */
    private static final Duration HEARSAY = Duration.ofSeconds(10);

    private static final Set<Workload> OWN =
            Set.of(
                    new Workload("DaemonSet", "kube-system", "kube-proxy"),
                    new Workload("Deployment", "kube-system", "coredns"),
                    new Workload("DaemonSet", "kube-flannel", "kube-flannel-ds"));

    private final Workloads users;

    /** With what becomes of users' pods. */
    public RestartWorkloads(Workloads users) {
        this.users = users;
    }

    @Override
    public String id() {
        return "restart-workloads";
    }

    @Override
    public String title() {
        return "have pods read the cluster's CA";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(PODS, PublishCa.ROOT_CA);
    }

    @Override
    public Decision decide(View view) {
        var asked = view.others().ask(PODS).flatMap(known -> known);
        if (asked.isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            "which pods trust only the old CA cannot be known",
                            "no API server says which pods run",
                            "nothing was changed",
                            "see 'kprov status', then repeat the command"));
        }
        var stale = stale(asked.get(), isPublished(view));
        var toRestart = new LinkedHashSet<Workload>();
        var others = new LinkedHashSet<String>();
        for (Pod pod : stale) {
            boolean ours = pod.workload().filter(OWN::contains).isPresent();
            boolean restart =
                    users == Workloads.RESTART
                            && pod.workload().filter(Workload::canBeRestarted).isPresent();
            if (ours || restart) {
                toRestart.add(pod.workload().orElseThrow());
            } else if (users != Workloads.LEAVE) {
                others.add(
                        pod.workload()
                                .map(Workload::toString)
                                .orElse(pod.namespace() + "/pod/" + pod.name()));
            }
        }
        if (!toRestart.isEmpty()) {
            return restart(view, toRestart, others);
        }
        return others.isEmpty()
                ? new Decision.Skip("all pods were started with it")
                : new Decision.Blocked(byHand(others));
    }

    private static boolean isPublished(View view) {
        String ca = view.blueprint().pki().caPem();
        return view.others()
                .ask(PublishCa.ROOT_CA)
                .flatMap(ObjectState::found)
                .filter(map ->
                        PublishCa.isPublished(map.path("data").path("ca.crt").asString(""), ca))
                .isPresent();
    }

    private static List<Pod> stale(RunningPods running, boolean published) {
        Instant since =
                published
                        ? running.published().map(time -> time.plus(HEARSAY)).orElse(Instant.MAX)
                        : Instant.MAX;
        return running.pods().stream()
                .filter(Pod::readsCa)
                .filter(pod -> pod.started().isBefore(since))
                .toList();
    }

    private Decision restart(View view, Set<Workload> workloads, Set<String> others) {
        var actions = new ArrayList<Action>();
        var patience = Duration.ofMinutes(2).plusSeconds(30L * view.cluster().nodes().size());
        // One after the other: a new network beside new DNS would be felt.
        for (Workload workload : workloads) {
            actions.add(
                    Kubectl.run("kubectl rollout restart " + workload, words(workload, "restart")));
            actions.add(
                    new Action.WaitUntil(
                            workload + " is rolled out",
                            Kubectl.command(words(workload, "status", "--timeout=10s")),
                            patience,
                            Where.CONTROL_PLANE));
        }
        String reason = "to be restarted: " + text(workloads);
        return new Decision.Do(
                Sign.CHANGE,
                others.isEmpty()
                        ? reason
                        : reason + "; by you before the next stage: " + String.join(", ", others),
                actions);
    }

    private static String[] words(Workload workload, String verb, String... options) {
        var words =
                new ArrayList<>(
                        List.of("-n", workload.namespace(), "rollout", verb, workload.object()));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    private static String text(Set<Workload> workloads) {
        return workloads.stream().map(Workload::toString).collect(Collectors.joining(", "));
    }

    private Problem byHand(Set<String> others) {
        return new Problem(
                "pods trust only the old CA",
                "they were started before the new one was published: " + String.join(", ", others),
                "everybody trusts both CAs, the old one signs, and the cluster works",
                (users == Workloads.RESTART
                                ? "kprov cannot restart these: delete them, or end them; then repeat the command"
                                : "restart them (kubectl rollout restart), then repeat the command; or let kprov"
                                        + "\ndo it: --workloads restart")
                        + "\nif none of them calls the API: --workloads leave");
    }
}
