package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The life of one cluster: three control planes that share a virtual address, and two workers, from
 * bare machines on.
 */
@Tag("lab")
@Tag("lab-core")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallStoryIT {

    private static final String STORY = "install";
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "cp-3", "w-1", "w-2");

    @AutoClose private static Lab lab;
    private static LabInventory inventory;
    private static KprovCli kprov;
    private static Kubectl kubectl;
    private static VirtualAddress api;

    @BeforeAll
    static void start() {
        lab = Lab.start(STORY, "cp-1", "cp-2", "cp-3", "w-1", "w-2");
        inventory = lab.example("lab.yaml");
        kprov = lab.kprov(inventory);
        kubectl = new Kubectl(lab.host("cp-1"));
        api = new VirtualAddress(lab, "api.lab:8443");
    }

    @Test
    @Order(1)
    void one_command_makes_five_ready_nodes_of_bare_machines() {
        kprov.run("lock").expect(0);

        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(api.answer("w-1")).isEqualTo("ok");
        assertThat(api.answer("w-2")).isEqualTo("ok");
    }

    @Test
    @Order(2)
    void pods_on_different_workers_reach_each_other_and_services_by_name() {
        new TwoPods(kubectl).talk("w-1", "w-2");
    }

    @Test
    @Order(3)
    void every_certificate_on_the_hosts_is_accepted_against_its_authority() {
        for (LabHost host : lab.hosts()) {
            assertThat(new HostPki(host).rejected()).as(host.name()).isEmpty();
        }
        for (String name : Set.of("cp-1", "cp-2", "cp-3")) {
            // super-admin.conf is for the init alone: that it is missing afterwards is right.
            assertThat(
                            lab.host(name)
                                    .sh("kubeadm certs check-expiration")
                                    .replace("!MISSING! super-admin.conf", ""))
                    .contains("apiserver-etcd-client", "front-proxy-client", "admin.conf")
                    .doesNotContain("invalid", "!MISSING!");
        }
    }

    @Test
    @Order(4)
    void a_second_apply_finds_nothing_to_do_and_touches_no_file() {
        Map<String, String> before = managedFiles();

        Outcome second = kprov.run("apply", "--yes").expect(0);

        assertThat(second.out()).contains("nothing was changed");
        assertThat(managedFiles()).isEqualTo(before);
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("status").expect(0);
    }

    @Test
    @Order(5)
    void what_was_changed_by_hand_and_in_the_inventory_is_planned_and_nothing_else() {
        lab.host("cp-2").sh("sed -i 's/maxconn .*/maxconn 7/' /etc/haproxy/haproxy.cfg");
        lab.host("cp-3").sh("systemctl stop keepalived");
        awaitApi();
        lab.write(
                inventory
                        .with("failSwapOn: false}", "failSwapOn: false, maxPods: 123}")
                        .with(
                                "{name: w-1, address: %s, roles: [worker]}"
                                        .formatted(lab.host("w-1").address()),
                                "{name: w-1, address: %s, roles: [worker], labels: {disk: ssd}}"
                                        .formatted(lab.host("w-1").address())));

        Set<String> wanted =
                new TreeSet<>(
                        Set.of(
                                "cp-1 write-kubeadm-files",
                                "cp-2 write-kubeadm-files",
                                "cp-3 write-kubeadm-files",
                                "cp-2 configure-haproxy",
                                "cp-3 configure-keepalived",
                                "cp-1 upload-settings",
                                "w-1 label-node"));
        NODES.forEach(node -> wanted.add(node + " apply-kubelet-config"));
        assertThat(kprov.plannedChanges()).containsOnlyKeys(wanted);
    }

    @Test
    @Order(6)
    void apply_mends_it_and_the_settings_are_in_force() {
        kprov.run("apply", "--yes").expect(0);

        assertThat(lab.host("cp-2").isActive("haproxy")).isTrue();
        assertThat(lab.host("cp-2").read("/etc/haproxy/haproxy.cfg")).doesNotContain("maxconn 7\n");
        assertThat(lab.host("cp-3").isActive("keepalived")).isTrue();
        for (String node : NODES) {
            assertThat(lab.host(node).read("/var/lib/kubelet/config.yaml"))
                    .as(node)
                    .contains("maxPods: 123");
            assertThat(kubectl.get("node", node).at("/status/capacity/pods").asString())
                    .as(node)
                    .isEqualTo("123");
        }
        assertThat(kubectl.get("node", "w-1").at("/metadata/labels/disk").asString())
                .isEqualTo("ssd");
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(7)
    void a_file_that_is_right_but_not_in_force_is_planned() {
        LabHost host = lab.host("cp-2");
        // A setting that harms nothing: this host may hold the virtual address.
        host.sh(
                """
                cp -p /etc/haproxy/haproxy.cfg /root/right.cfg
                sed -i 's/retries 3/retries 2/' /etc/haproxy/haproxy.cfg
                systemctl restart haproxy
                cp -p /root/right.cfg /etc/haproxy/haproxy.cfg
                """);
        awaitApi();

        assertThat(kprov.plannedChanges()).containsOnlyKeys("cp-2 configure-haproxy");
        kprov.run("apply", "--yes").expect(0);
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(8)
    void a_saved_plan_does_what_it_shows_or_nothing() {
        LabHost host = lab.host("cp-1");
        kprov.run("plan", "--out", "first.plan").expect(0);
        host.sh("systemctl stop keepalived");
        awaitApi();

        kprov.run("apply", "--plan", "first.plan").expect(6);
        assertThat(host.isActive("keepalived")).isFalse();

        kprov.run("plan", "--out", "second.plan").expect(0);
        kprov.run("apply", "--plan", "second.plan").expect(0);
        assertThat(host.isActive("keepalived")).isTrue();
    }

    @Test
    @Order(9)
    void renewing_every_certificate_loses_no_write_and_all_is_in_force_afterwards()
            throws IOException {
        Set<String> before = serials();
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), "api.lab:8443");

        kprov.run("certs", "renew", "--all", "--yes").expect(0);

        ApiProbe.Report seen = probe.stop();
        String report =
                "renewal of all certificates: %d writes answered, longest gap %.1f s"
                        .formatted(seen.writes(), seen.longestGap());
        System.out.println(report);
        Files.writeString(lab.directory().resolve("renewal.txt"), report + "\n");
        assertThat(seen.lost()).isEmpty();
        assertThat(serials()).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
        for (LabHost host : lab.hosts()) {
            HostPki pki = new HostPki(host);
            assertThat(pki.rejected()).as(host.name()).isEmpty();
            // The kubelet reads its serving certificate again within a minute.
            Await.until(
                    host.name() + " serves its new certificates",
                    RECOVERY,
                    () -> pki.servedOfOld().isEmpty());
        }
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    /** Of every certificate below the CAs on every node. */
    private static Set<String> serials() {
        Set<String> serials = new TreeSet<>();
        NODES.forEach(node -> serials.addAll(new HostPki(lab.host(node)).serials()));
        return serials;
    }

    @Test
    @Order(10)
    void the_api_answers_again_when_the_holder_of_the_virtual_address_hangs() throws IOException {
        LabHost holder = api.holder();
        holder.pause();
        long paused = System.nanoTime();
        awaitApi();
        String report =
                "failover: the API answered again %.1f s after %s, which held the virtual address, froze"
                        .formatted((System.nanoTime() - paused) / 1e9, holder.name());
        System.out.println(report);
        Files.writeString(lab.directory().resolve("failover.txt"), report + "\n");
        Outcome unhealthy = kprov.run("status").expect(7);
        assertThat(unhealthy.out().lines().toList().getLast()).contains(holder.name());
        holder.unpause();

        Await.until(
                "all nodes are Ready again",
                RECOVERY,
                () ->
                        kubectl.run("get", "nodes").succeeded()
                                && kubectl.readyNodes().size() == NODES.size());
        Await.until("status is good again", RECOVERY, () -> kprov.run("status").succeeded());
    }

    @Test
    @Order(11)
    void a_control_plane_that_was_installed_anew_takes_its_place_again() {
        String before = clusterIdentity();
        kubectl.run("label", "node", "cp-2", "rack=7").orFail();
        LabHost wiped = lab.replace("cp-2");

        Outcome refused = kprov.run("apply", "--yes").expect(1);

        assertThat(refused.err())
                .contains("cp-2", "etcd member", "node cp-2", "kprov replace-node cp-2 cp-2");
        assertThat(wiped.has("/etc/kubernetes")).isFalse();
        assertThat(clusterIdentity()).isEqualTo(before);

        kprov.run("replace-node", "cp-2", "cp-2", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(kubectl.get("namespace", "kube-system").at("/metadata/uid").asString())
                .isEqualTo(before.lines().findFirst().orElseThrow());
        assertThat(lab.host("cp-2").etcdMembers()).containsExactly("cp-1", "cp-2", "cp-3");
        assertThat(kubectl.get("node", "cp-2").at("/metadata/labels/rack").asString())
                .isEqualTo("7");
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(12)
    void a_worker_joins_with_one_command_and_leaves_with_another() throws IOException {
        // Services that come while it starts would make it forget those that it has.
        kubectl.giveKubeProxyTheNamesOfProtocols();
        lab.add("w-3");
        Path file = lab.directory().resolve("inventory.yaml");
        String before = Files.readString(file);
        Map<String, String> others = managedFiles();
        others.remove("w-3");

        kprov.run(
                        "add-node",
                        "--host",
                        "name=w-3,address=%s,zone=b".formatted(lab.host("w-3").address()),
                        "--yes")
                .expect(0);

        assertThat(kubectl.readyNodes()).hasSize(NODES.size() + 1).contains("w-3");
        assertThat(
                        kubectl.get("node", "w-3")
                                .at("/metadata/labels/topology.kubernetes.io~1zone")
                                .asString())
                .isEqualTo("b");
        new TwoPods(kubectl).talk("w-1", "w-3");
        Map<String, String> touched = managedFiles();
        touched.remove("w-3");
        assertThat(touched).isEqualTo(others);
        assertThat(kprov.plannedChanges()).isEmpty();

        kprov.run("remove-node", "w-3", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(Files.readString(file)).isEqualTo(before);
        LabHost blank = lab.host("w-3");
        assertThat(blank.isActive("kubelet")).isFalse();
        assertThat(
                        Set.of(
                                        "/etc/kubernetes",
                                        "/var/lib/kubelet/config.yaml",
                                        "/var/lib/kprov",
                                        "/opt/kprov")
                                .stream()
                                .filter(blank::has))
                .isEmpty();
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(13)
    void nobody_notices_an_upgrade_to_the_next_minor() throws Exception {
        kubectl.giveKubeProxyTheNamesOfProtocols();
        List.of("cp-1", "cp-2", "cp-3")
                .forEach(name -> Kubectl.giveKubeadmTheNamesOfProtocols(lab.host(name)));
        Set<String> certificates = serials();
        WebProbe web = WebProbe.start(kubectl, lab.host("w-1"), lab.host("w-2"));
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), "api.lab:8443");
        long begun = System.nanoTime();

        kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(0);

        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        ApiProbe.Report writes = probe.stop();
        WebProbe.Report requests = web.stop(kubectl);
        String report =
                "upgrade of 3+2 hosts in %d s: %d writes answered, longest gap %.1f s; %d requests answered, %d not"
                        .formatted(
                                seconds,
                                writes.writes(),
                                writes.longestGap(),
                                requests.answered(),
                                requests.failures().size());
        System.out.println(report);
        Files.writeString(lab.directory().resolve("upgrade.txt"), report + "\n");
        assertThat(writes.lost()).isEmpty();
        assertThat(requests.failures()).isEmpty();
        for (JsonNode node : kubectl.items("nodes")) {
            assertThat(node.at("/status/nodeInfo/kubeletVersion").asString()).isEqualTo("v1.37.2");
            assertThat(node.at("/spec/unschedulable").asBoolean(false)).isFalse();
        }
        assertThat(images())
                .contains(
                        "registry.k8s.io/kube-apiserver:v1.37.2",
                        "registry.k8s.io/kube-proxy:v1.37.2",
                        "registry.k8s.io/etcd:3.7.0-0",
                        "registry.k8s.io/coredns/coredns:v1.14.6")
                .noneMatch(image -> image.contains("1.36.3"));
        assertThat(serials()).isEqualTo(certificates);
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(0).out())
                .contains("nothing was changed");
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    private static Set<String> images() {
        Set<String> images = new TreeSet<>();
        kubectl.items("pods", "-n", "kube-system")
                .forEach(pod ->
                        pod.at("/spec/containers")
                                .forEach(each -> images.add(each.path("image").asString())));
        return images;
    }

    /** The virtual address may just have moved, and an API that is away is a truth of the plan. */
    private static void awaitApi() {
        Await.until(
                "the API answers through the virtual address",
                RECOVERY,
                () -> api.answer("w-1").equals("ok"));
    }

    /** What no second init would leave as it is: the cluster's own id, and etcd's members. */
    private static String clusterIdentity() {
        return kubectl.get("namespace", "kube-system").at("/metadata/uid").asString()
                + "\n"
                + lab.host("cp-1").etcdMembers();
    }

    private static Map<String, String> managedFiles() {
        Map<String, String> files = new TreeMap<>();
        lab.hosts().forEach(host -> files.put(host.name(), ManagedFiles.of(host)));
        return files;
    }
}
