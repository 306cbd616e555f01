package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.engine.RunReport;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Upgrade;
import io.kprov.step.ClusterView;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Simulated hosts with a cluster of one version, and an operator who wants another. */
final class RunningCluster {
    static final String OLD = "1.36.3";
    static final String NEW = "1.37.2";

    private final Path folder;
    private final String inventory;
    private final SimulatedSite site;
    private final Cluster installed;
    private final AtomicReference<Mishap.Source> mishaps =
            new AtomicReference<>(Mishap.Source.none());
    private Operator operator;

    /** Installs what the inventory says. */
    RunningCluster(Path folder, String inventory) {
        this.folder = folder;
        this.inventory = inventory;
        this.operator = operator(inventory);
        this.installed = operator.cluster();
        this.site =
                new SimulatedSite(
                        installed,
                        InstantSource.system(),
                        (host, command) -> mishaps.get().of(host, command));
        assertThat(operator.apply().problems()).isEmpty();
        site.recorder().clear();
    }

    private Operator operator(String text) {
        return new Operator(folder, text, cluster -> site().connector());
    }

    /** The inventory is edited: the version is the new one. */
    RunningCluster wantNew() {
        return want(inventory.replace(OLD, NEW));
    }

    RunningCluster want(String text) {
        operator = operator(text);
        return this;
    }

    /** From now on commands meet with what this decides. */
    void befall(Mishap.Source source) {
        mishaps.set(source);
    }

    /** The next command of this name on the host meets with it. */
    void strike(String host, String command, Mishap mishap) {
        mishaps.set((at, what) -> {
            if (!at.equals(host) || !what.equals(command)) {
                return new Mishap.None();
            }
            mishaps.set(Mishap.Source.none());
            return mishap;
        });
    }

    SimulatedSite site() {
        return site;
    }

    SimulatedMachine machine(String name) {
        return site.machine(name);
    }

    Operator operator() {
        return operator;
    }

    Procedure procedure() {
        return procedure(Upgrade.Manner.USUAL);
    }

    Procedure procedure(Upgrade.Manner manner) {
        return upgrade(operator.cluster(), manner);
    }

    /** Of all hosts, which are all in the cluster. */
    static Procedure upgrade(Cluster cluster, Upgrade.Manner manner) {
        return Upgrade.procedure(cluster, manner, new ClusterView(cluster, Map.of()));
    }

    RunReport upgrade() {
        return operator.run(procedure());
    }

    Plan plan() {
        return operator.plan(procedure());
    }

    static List<String> changes(Plan plan) {
        return plan.changes().map(Plan.PlannedStep::key).toList();
    }

    /** The versions of a host's processes, e.g. {@code etcd 3.6.8, kube-apiserver 1.36.3}. */
    List<String> versions(String host) {
        var machine = machine(host);
        return Stream.concat(
                        Stream.of("kubelet " + machine.units().version("kubelet")),
                        machine.pods().manifests().keySet().stream()
                                .map(pod -> pod + " " + machine.pods().version(pod)))
                .sorted()
                .toList();
    }

    /** The different versions of kubelets, by the nodes' own word. */
    List<String> kubelets() {
        return site.cluster().list("Node").stream()
                .map(node -> node.path("status").path("nodeInfo").path("kubeletVersion"))
                .map(version -> version.asString(""))
                .distinct()
                .sorted()
                .toList();
    }

    List<String> cordoned() {
        return site.cluster().list("Node").stream()
                .filter(node -> node.path("spec").path("unschedulable").asBoolean(false))
                .map(node -> ObjectKey.of(node).name())
                .toList();
    }

    /** A person cordons a node. */
    void cordon(String node) {
        var object = site.cluster().get(ObjectKey.of("Node", "", node)).orElseThrow();
        object.withObject("/spec").put("unschedulable", true);
        object.remove("status");
        site.recorder().byHand(() -> site.cluster().replace(object));
    }

    /** The name of a host's pool, or what it is instead. */
    String pool(String name) {
        return host(name).pool().orElse("control-plane");
    }

    private Host host(String name) {
        return installed.host(name);
    }

    /** Those of a pool, as hosts. */
    List<Host> of(String pool, List<String> names) {
        return names.stream().filter(name -> pool(name).equals(pool)).map(this::host).toList();
    }

    /** The hosts of these commands, in the order in which they had an effect. */
    List<String> order(String command) {
        var hosts = new LinkedHashSet<String>();
        site.recorder().mutations().stream()
                .filter(mutation -> mutation.command().equals(command))
                .forEach(mutation -> hosts.add(mutation.host()));
        return List.copyOf(hosts);
    }

    /** The text of every file below these folders, by host and path. */
    Map<String, String> files(String... folders) {
        var texts = new TreeMap<String, String>();
        for (SimulatedMachine machine : site.machines()) {
            for (String path : folders) {
                machine.files()
                        .below(path)
                        .forEach(file ->
                                texts.put(machine.name() + " " + file, machine.files().text(file)));
            }
        }
        return texts;
    }

    /** All of it is well and of one version, and nobody has anything to do. */
    void assertWhole(String kubernetes, String etcd) {
        assertThat(kubelets()).containsExactly("v" + kubernetes);
        for (SimulatedMachine machine : site.machines()) {
            assertThat(
                            versions(machine.name()).stream()
                                    .map(text -> text.replaceFirst("^.* ", ""))
                                    .collect(Collectors.toSet()))
                    .isSubsetOf(kubernetes, etcd, "");
        }
        assertThat(cordoned()).isEmpty();
        var left = new ArrayList<>(changes(operator.plan()));
        left.addAll(changes(plan()));
        assertThat(left).isEmpty();
    }
}
