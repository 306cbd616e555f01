package io.kprov.simulator;

import io.kprov.engine.RunListener;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanPrinter;
import io.kprov.step.Action;
import io.kprov.step.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sees everything that happens in the runs of one operator, and notes each broken promise. */
final class Witness implements RunListener, Recorder.Watcher {
    private final SimulatedSite site;
    private final Cluster cluster;
    private final Map<Promise, Set<String>> broken = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> downByUs = new TreeSet<>();
    private final PlanLimits limits = new PlanLimits();
    private final Set<String> shown = new LinkedHashSet<>();
    private Set<String> readyBefore = Set.of();
    private boolean quorumBefore;
    private int judged;
    private Runnable hook = () -> {};

    Witness(SimulatedSite site, Cluster cluster) {
        this.site = site;
        this.cluster = cluster;
    }

    void broken(Promise promise, String how) {
        broken.computeIfAbsent(promise, key -> new LinkedHashSet<>()).add(how);
    }

    Map<Promise, Set<String>> broken() {
        return broken;
    }

    // What is shown

    void shown(String text) {
        shown.add(text);
    }

    void planned(Plan plan) {
        failed.clear();
        limits.add(plan);
        PlanPrinter.lines(plan, new PlanPrinter.Style(false, PlanPrinter.Detail.CHANGES))
                .forEach(this::shown);
        shown(plan.toString());
    }

    void checkSecrets(List<String> secrets) {
        String all = String.join("\n", shown);
        for (String secret : secrets) {
            int at = all.indexOf(secret);
            if (at >= 0) {
                broken(
                        Promise.NO_SECRET,
                        all.substring(Math.max(0, at - 120), at) + " *** is shown");
            }
        }
    }

    /** Looks at what was changed since the last time. */
    void checkChanges() {
        var mutations = site.recorder().mutations();
        for (var mutation : mutations.subList(judged, mutations.size())) {
            if (!limits.allow(mutation)) {
                broken(Promise.ONLY_PLANNED, mutation.toString());
            }
        }
        judged = mutations.size();
        var seen = new HashSet<String>();
        mutations.stream()
                .filter(mutation ->
                        mutation.target().startsWith("package:")
                                || mutation.target().startsWith("image:")
                                || mutation.target().endsWith("/.kprov-sha256"))
                .map(mutation -> mutation.host() + " " + mutation.target())
                .filter(what -> !seen.add(what))
                .forEach(what -> broken(Promise.ONCE, what + " was brought twice"));
    }

    // The control plane, before and after each command

    private Set<String> ready() {
        var ready = new TreeSet<String>();
        for (Host host : cluster.controlPlanes()) {
            if (site.cluster().apiReady(site.machine(host.name()))) {
                ready.add(host.name());
            }
        }
        return ready;
    }

    @Override
    public void before(String host, String command) {
        readyBefore = ready();
        quorumBefore = site.cluster().etcd().hasQuorum();
        downByUs.removeAll(readyBefore);
    }

    @Override
    public void after(String host, String command) {
        var now = ready();
        downByUs.removeAll(now);
        boolean down = false;
        for (String name : readyBefore) {
            down |= !now.contains(name) && downByUs.add(name);
        }
        if (quorumBefore
                && !site.cluster().etcd().hasQuorum()
                && cluster.etcdMembers().size() > 2) {
            broken(Promise.QUORUM, command + " on " + host + " took etcd's quorum");
        }
        checkSkew();
        if (down && downByUs.size() > 1) {
            broken(
                    Promise.ONE_AT_A_TIME,
                    command + " on " + host + " makes unready by our own hand: " + downByUs);
        }
    }

    private void checkSkew() {
        var servers =
                site.machines().stream()
                        .flatMap(machine ->
                                KubernetesVersion.parse(machine.pods().version("kube-apiserver"))
                                        .stream())
                        .toList();
        for (Host host : cluster.nodes()) {
            if (host.isOnlyWorker()) {
                KubernetesVersion.parse(site.machine(host.name()).units().version("kubelet"))
                        .filter(kubelet ->
                                servers.stream().anyMatch(old -> old.isOlderThan(kubelet)))
                        .ifPresent(
                                kubelet -> broken(Promise.SKEW, host + " runs kubelet " + kubelet));
            }
        }
    }

    // The run

    private static String key(Host host, Step step) {
        return host.name() + "/" + step.id();
    }

    /** Is called at every event; what it throws ends the run there. */
    void atEachEvent(Runnable newHook) {
        hook = newHook;
    }

    private void event(String text) {
        shown(text);
        hook.run();
    }

    @Override
    public void stageStarted(String stage) {
        event("stage " + stage);
    }

    @Override
    public void stageDone(String stage, Duration took) {
        event("stage done " + stage);
    }

    @Override
    public void stepStarted(Host host, Step step, String reason) {
        if (step.id().equals("put-back")) {
            // What is taken back is done anew.
            done.removeIf(key -> key.startsWith(host.name() + "/"));
        }
        event(key(host, step) + " starts: " + reason);
    }

    @Override
    public void actionStarted(Host host, Step step, Action action) {
        event(key(host, step) + " action: " + action.sentence());
        if (!(action instanceof Action.WaitUntil) && done.contains(key(host, step))) {
            broken(
                    Promise.ONCE,
                    key(host, step) + " was done, and does again: " + action.sentence());
        }
    }

    @Override
    public void actionDone(Host host, Step step, Action action, Duration took, String output) {
        event(key(host, step) + " action done: " + output);
    }

    @Override
    public void stepDone(Host host, Step step, Duration took) {
        done.add(key(host, step));
        if (step.id().equals("uncordon") && failed.contains(host.name())) {
            // It took pods again because the work came to no end.
            done.removeAll(Set.of(key(host, step), host.name() + "/drain"));
        }
        event(key(host, step) + " done");
    }

    @Override
    public void stepSkipped(Host host, Step step, String reason) {
        event(key(host, step) + " skipped: " + reason);
    }

    @Override
    public void stepRetried(Host host, Step step, String reason, int attempt, Duration pause) {
        event(key(host, step) + " attempt " + attempt + ": " + reason);
    }

    @Override
    public void stepFailed(Host host, Step step, Problem problem) {
        failed.add(host.name());
        event(key(host, step) + " failed: " + problem);
    }

    @Override
    public void gateWaits(Host host, String question) {
        event(host + " gate waits until " + question);
    }

    @Override
    public void gateOpened(Host host, Duration waited) {
        event(host + " gate open");
    }

    @Override
    public void gateClosed(Host host, Problem problem) {
        failed.add(host.name());
        event(host + " gate closed: " + problem);
    }

    @Override
    public void hostLeftOut(Host host, Problem problem) {
        event(host + " left out: " + problem);
    }
}
