package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hosts of one cluster come, go and die, from one control plane on. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodesIT {
    private static final Duration RECOVERY = Duration.ofMinutes(5);

    @AutoClose private static Lab lab;
    private static LabInventory inventory;
    private static KprovCli kprov;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        lab = Lab.start("nodes", "cp-1", "w-1");
        inventory =
                lab.example("lab.yaml")
                        .withHosts(entry("cp-1", "control-plane"), entry("w-1", "worker"));
        kprov = lab.kprov(inventory);
        kubectl = new Kubectl(lab.host("cp-1"));
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
    }

    private static LabInventory.Entry entry(String host, String role) {
        return new LabInventory.Entry(lab.host(host), role);
    }

    private static String described(String host, String role) {
        return "name=%s,address=%s,roles=%s".formatted(host, lab.host(host).address(), role);
    }

    @Test
    @Order(1)
    void a_cluster_of_one_control_plane_grows_to_three_and_three_workers_with_no_write_lost()
            throws IOException {
        lab.add("cp-2", "cp-3", "w-2", "w-3");
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), "api.lab:8443");

        kprov.run(
                        "add-node",
                        "--host",
                        described("cp-2", "control-plane"),
                        "--host",
                        described("cp-3", "control-plane"),
                        "--yes")
                .expect(0);
        kprov.run(
                        "add-node",
                        "--host",
                        described("w-2", "worker"),
                        "--host",
                        described("w-3", "worker"),
                        "--yes")
                .expect(0);

        report("growth", probe.stop());
        assertThat(kubectl.readyNodes())
                .containsExactlyInAnyOrder("cp-1", "cp-2", "cp-3", "w-1", "w-2", "w-3");
        assertThat(lab.host("cp-1").etcdMembers()).containsExactly("cp-1", "cp-2", "cp-3");
        assertThat(kprov.plannedChanges()).isEmpty();
        assertThat(kubectl.run("-n", "kube-system", "get", "secrets", "-o", "name").out())
                .doesNotContain("bootstrap-token-");
    }

    @Test
    @Order(2)
    void a_worker_whose_pod_must_stay_stays_whole_until_its_budget_lets_it_go() {
        kubectl.runWithInput(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: guarded}
                        spec:
                          replicas: 1
                          selector: {matchLabels: {app: guarded}}
                          template:
                            metadata: {labels: {app: guarded}}
                            spec:
                              affinity:
                                nodeAffinity:
                                  preferredDuringSchedulingIgnoredDuringExecution:
                                    - {weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [w-3]}]}}
                              terminationGracePeriodSeconds: 1
                              containers:
                                - {name: main, image: docker.io/library/busybox:1.35, command: [sleep, "100000"]}
                        ---
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {name: guarded}
                        spec:
                          minAvailable: 1
                          selector: {matchLabels: {app: guarded}}
                        """,
                        "apply",
                        "-f",
                        "-")
                .orFail();
        kubectl.run("rollout", "status", "deployment/guarded", "--timeout=120s").orFail();
        Await.until(
                "the budget has counted its pod",
                RECOVERY,
                () -> kubectl.get("pdb", "guarded").at("/status/currentHealthy").asInt() == 1);

        Outcome refused = kprov.run("remove-node", "w-3", "--yes").expect(1);

        assertThat(refused.err())
                .contains(
                        "default/guarded-",
                        "disruption budget default/guarded allows none to go now");
        assertThat(kubectl.get("node", "w-3").at("/spec/unschedulable").asBoolean(false)).isFalse();
        assertThat(kubectl.readyNodes()).contains("w-3");

        kubectl.run(
                        "patch",
                        "pdb",
                        "guarded",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"minAvailable\":0}}")
                .orFail();
        Await.until(
                "the budget has heard of it",
                RECOVERY,
                () -> kubectl.get("pdb", "guarded").at("/status/disruptionsAllowed").asInt() == 1);
        kprov.run("remove-node", "w-3", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).doesNotContain("w-3");
        kubectl.run("rollout", "status", "deployment/guarded", "--timeout=120s").orFail();
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(3)
    void the_first_control_plane_dies_and_another_machine_takes_its_place_with_no_write_lost()
            throws IOException {
        lab.add("cp-4");
        lab.write(
                new LabInventory(
                        Files.readString(lab.directory().resolve("inventory.yaml"))
                                .replace(
                                        "  - {name: w-1,",
                                        "  - {name: cp-4, address: %s, roles: [control-plane]}\n  - {name: w-1,"
                                                .formatted(lab.host("cp-4").address()))));
        kubectl = new Kubectl(lab.host("cp-2"));
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-2"), lab.host("w-1"), "api.lab:8443");
        lab.remove("cp-1");
        Await.until(
                "the cluster misses cp-1",
                RECOVERY,
                () ->
                        kubectl.run("get", "nodes").succeeded()
                                && !kubectl.readyNodes().contains("cp-1"));

        Outcome done = killedAndGoneOnWith(3, "replace-node", "cp-1", "cp-4", "--dead", "--yes");

        assertThat(done.out()).contains("cp-1 held these keys", "kprov certs rotate-ca cluster");
        report("replacement of the first control plane", probe.stop());
        assertThat(kubectl.readyNodes())
                .containsExactlyInAnyOrder("cp-2", "cp-3", "cp-4", "w-1", "w-2");
        assertThat(lab.host("cp-2").etcdMembers()).containsExactly("cp-2", "cp-3", "cp-4");
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("certs", "renew", "--all", "--yes").expect(0);
        assertThat(new HostPki(lab.host("cp-4")).rejected()).isEmpty();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(4)
    void dead_machines_are_forgotten_and_what_they_held_is_let_go() {
        lab.host("w-2").powerOff();
        lab.host("cp-3").powerOff();
        Await.until(
                "the cluster misses them",
                RECOVERY,
                () -> kubectl.run("get", "nodes").succeeded() && kubectl.readyNodes().size() == 3);

        assertThat(kprov.run("remove-node", "w-1", "--dead", "--yes").expect(1).err())
                .contains("w-1 is not dead");
        kprov.run("remove-node", "w-2", "--dead", "--yes").expect(0);
        Outcome removed = kprov.run("remove-node", "cp-3", "--dead", "--yes").expect(0);

        assertThat(removed.out())
                .contains(
                        "members 3, healthy 2, quorum 2; after this step: members 2, healthy 2, quorum 2");
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrder("cp-2", "cp-4", "w-1");
        assertThat(lab.host("cp-2").etcdMembers()).containsExactly("cp-2", "cp-4");
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("remove-node", "cp-4", "cp-2", "--yes").expect(64);
    }

    @Test
    @Order(5)
    void one_host_is_reset_and_joins_again_and_kprov_is_killed_on_all_ways() {
        assertThat(kprov.run("reset", "w-1", "--yes").expect(1).err())
                .contains("kprov remove-node w-1");
        String worker = described("w-1", "worker");

        killedAndGoneOnWith(3, "remove-node", "w-1", "--force", "--yes");
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrder("cp-2", "cp-4");
        killedAndGoneOnWith(3, "add-node", "--host", worker, "--yes");

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrder("cp-2", "cp-4", "w-1");
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    /**
     * A machine of the same name has another SSH key, and only its owner can say that it is right.
     */
    @Test
    @Order(6)
    void a_worker_that_was_installed_anew_is_let_in_when_its_new_key_is_known() {
        LabHost anew = lab.replaceUntrusted("w-1");

        assertThat(kprov.run("replace-node", "w-1", "w-1", "--yes").expect(4).err())
                .contains("the new SSH key of w-1 is not trusted");
        kprov.run("replace-node", "w-1", "w-1", "--yes", "--host-key", anew.fingerprint())
                .expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrder("cp-2", "cp-4", "w-1");
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    /** A run that comes to its end before it is killed is the last one. */
    private static Outcome killedAndGoneOnWith(int kills, String... command) {
        long seed = Long.getLong("lab.seed", System.nanoTime());
        System.out.println("kills at random times: repeat with -Dlab.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < kills; i++) {
            Program run = kprov.start(command);
            Await.pause(Duration.ofMillis(4_000 + random.nextInt(8_000)));
            if (run.hasEnded()) {
                return run.finish(Duration.ofMinutes(1)).expect(0);
            }
            run.kill();
        }
        return kprov.run(command).expect(0);
    }

    private static void report(String what, ApiProbe.Report seen) {
        System.out.printf(
                "%s: %d writes answered, longest gap %.1f s%n",
                what, seen.writes(), seen.longestGap());
        assertThat(seen.lost()).isEmpty();
    }
}
