package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What goes wrong in an upgrade, on a cluster with an etcd apart. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
    private static final String FORMER = "v1.36.3";
    private static final String NEW = "v1.37.2";
    private static final String ENDPOINT = "api.lab:8443";
    private static final int KILLS = 5;

    /** A feature gate that no kubelet knows: it does not start. */
    private static final String BROKEN =
            "kubelet: {config: {featureGates: {NobodyKnowsThis: true}}}";

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;
    private static Path inventory;
    private static Set<String> certificates = Set.of();

    @BeforeAll
    static void start() {
        lab = Lab.start("upgrade", "etcd-1", "etcd-2", "etcd-3", "cp-1", "cp-2", "w-1", "w-2");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with("controlPlane:\n", "controlPlane:\n  etcd: {external: {}}\n")
                                .withHosts(lab.hosts()));
        kubectl = new Kubectl(lab.host("cp-1"));
        inventory = lab.directory().resolve("inventory.yaml");
    }

    @Test
    @Order(1)
    void a_budget_that_allows_nothing_for_good_is_told_and_nothing_begins() {
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();
        List.of("cp-1", "cp-2")
                .forEach(name -> Kubectl.giveKubeadmTheNamesOfProtocols(lab.host(name)));
        certificates = serials();
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
                              containers: [{name: sleep, image: "docker.io/library/busybox:1.35", command: [sleep, "1000000"]}]
                        ---
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {name: guard}
                        spec: {minAvailable: 1, selector: {matchLabels: {app: guarded}}}
                        """,
                        "apply",
                        "-f",
                        "-")
                .orFail();
        kubectl.run("rollout", "status", "deployment/guarded", "--timeout=120s").orFail();

        Outcome forecast = kprov.run("upgrade", "--to", "1.37.2", "--dry-run").expect(1);
        Outcome run = kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(1);

        assertThat(forecast.err()).contains("default/guard", "--disable-eviction");
        assertThat(run.err()).contains("default/guard");
        assertThat(versions()).containsOnly(FORMER);
        assertThat(lab.host("cp-1").has("/opt/kprov/kubeadm/1.37.2")).isFalse();
        kubectl.run("patch", "pdb", "guard", "-p", "{\"spec\": {\"minAvailable\": 0}}").orFail();
    }

    @Test
    @Order(2)
    void a_control_plane_whose_new_kubelet_does_not_start_is_put_back() throws IOException {
        String whole = Files.readString(inventory);
        String host = "name: cp-2, ";
        Files.writeString(inventory, whole.replace(host, host + BROKEN + ", "));

        Outcome stopped = kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(1);

        assertThat(stopped.err()).contains("cp-2", "taken back", "kprov upgrade");
        assertThat(kubelet("cp-1")).isEqualTo(NEW);
        assertThat(kubelet("cp-2")).isEqualTo(FORMER);
        assertThat(lab.host("cp-2").sh("curl -ks https://127.0.0.1:6443/version")).contains(FORMER);
        assertThat(kubelet("w-1")).isEqualTo(FORMER);
        assertThat(kubectl.readyNodes()).contains("cp-1", "cp-2", "w-1", "w-2");
        assertNoneIsCordoned();
        Files.writeString(inventory, Files.readString(inventory).replace(BROKEN + ", ", ""));
    }

    private static void assertNoneIsCordoned() {
        assertThat(kubectl.items("nodes"))
                .noneMatch(node -> node.at("/spec/unschedulable").asBoolean(false));
    }

    @Test
    @Order(3)
    void killed_five_times_it_goes_on_and_a_worker_whose_kubelet_does_not_start_is_put_back()
            throws Exception {
        String whole = Files.readString(inventory);
        String worker = "name: w-1, ";
        Files.writeString(inventory, whole.replace(worker, worker + BROKEN + ", "));
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-2"), ENDPOINT);
        Random random = new Random(8);
        List<Integer> moments = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Program run = kprov.start("upgrade", "--to", "1.37.2", "--yes");
            moments.add(10 + random.nextInt(35));
            TimeUnit.SECONDS.sleep(moments.getLast());
            run.kill();
        }

        Outcome stopped = kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(1);

        ApiProbe.Report seen = probe.stop();
        System.out.printf(
                "upgrade with external etcd, killed after %s s: %d writes answered, longest gap %.1f s%n",
                moments, seen.writes(), seen.longestGap());
        assertThat(seen.lost()).isEmpty();
        assertThat(stopped.err()).contains("w-1", "taken back", "kprov upgrade");
        assertThat(kubelet("w-1")).isEqualTo(FORMER);
        assertThat(kubelet("w-2")).isEqualTo(FORMER);
        assertThat(kubelet("cp-1")).isEqualTo(NEW);
        assertThat(kubelet("cp-2")).isEqualTo(NEW);
        assertThat(kubectl.readyNodes()).contains("w-1", "w-2");
        assertNoneIsCordoned();
        for (String member : List.of("etcd-1", "etcd-2", "etcd-3")) {
            assertThat(lab.host(member).sh("readlink /proc/$(pidof etcd)/exe"))
                    .as(member)
                    .contains("/3.7.0/");
        }
        Files.writeString(inventory, Files.readString(inventory).replace(BROKEN + ", ", ""));
    }

    @Test
    @Order(4)
    void with_the_setting_mended_apply_ends_it_and_a_second_run_finds_nothing() throws IOException {
        kprov.run("apply", "--yes").expect(0);

        assertThat(versions()).containsOnly(NEW);
        assertThat(serials()).isEqualTo(certificates);
        assertThat(Files.readString(inventory)).contains("version: 1.37.2");
        assertThat(kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(0).out())
                .contains("nothing was changed");
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
        assertThat(kprov.run("upgrade", "--to", "1.36.3", "--yes").expect(64).err())
                .contains("takes no cluster back");
    }

    @Test
    @Order(5)
    void a_worker_goes_back_by_hand_and_forth_again() {
        kprov.run("upgrade", "--rollback-host", "w-2", "--yes").expect(0);

        assertThat(kubelet("w-2")).isEqualTo(FORMER);
        assertThat(kubectl.readyNodes()).contains("w-2");
        assertThat(kprov.run("upgrade", "--rollback-host", "cp-1", "--yes").expect(1).err())
                .contains("cp-2 runs the new version already");

        kprov.run("upgrade", "--to", "1.37.2", "--only", "w-2", "--yes").expect(0);

        assertThat(versions()).containsOnly(NEW);
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(6)
    void packages_of_the_operating_system_and_the_reboots_they_ask_for_go_host_by_host()
            throws Exception {
        List<LabHost> hosts = Stream.of("etcd-2", "cp-1", "cp-2", "w-1").map(lab::host).toList();
        lab.hosts().forEach(LabHost::rebootsByItself);
        hosts.forEach(UpgradeIT::offerPackage);
        Map<String, String> starts = starts();
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replace("\nhosts:\n", "\nos: {rebootIfNeeded: true}\nhosts:\n"));

        assertThat(kprov.run("upgrade", "--os-packages", "--dry-run").expect(0).out())
                .contains("lab-agent 1.0 -> 2.0", "if the new packages ask for it");
        assertThat(lab.host("w-1").sh("dpkg-query -W lab-agent")).contains("1.0");
        ApiProbe probe = ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-2"), ENDPOINT);
        WebProbe web = WebProbe.start(kubectl, lab.host("w-2"));
        kprov.run("upgrade", "--os-packages", "--yes").expect(0);

        WebProbe.Report requests = web.stop(kubectl);
        ApiProbe.Report seen = probe.stop();
        System.out.printf(
                "packages and reboots of 4 hosts: %d writes answered, longest gap %.1f s; %d requests answered, %d not%n",
                seen.writes(), seen.longestGap(), requests.answered(), requests.failures().size());
        assertThat(seen.lost()).isEmpty();
        assertThat(requests.failures()).isEmpty();
        Map<String, String> now = starts();
        for (LabHost host : hosts) {
            assertThat(host.sh("dpkg-query -W lab-agent")).as(host.name()).contains("2.0");
            assertThat(now.get(host.name())).isNotEqualTo(starts.get(host.name()));
        }
        assertThat(now.get("etcd-1")).isEqualTo(starts.get("etcd-1"));
        assertThat(kubectl.readyNodes()).contains("cp-1", "cp-2", "w-1", "w-2");
        assertNoneIsCordoned();
        assertThat(kprov.run("upgrade", "--os-packages", "--yes").expect(0).out())
                .contains("nothing was changed");

        lab.host("w-2").sh("touch /run/reboot-required");
        assertThat(kprov.run("drift").expect(2).out()).contains("w-2: reboot");
        kprov.run("apply", "--yes").expect(0);
        assertThat(starts().get("w-2")).isNotEqualTo(now.get("w-2"));
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    private static Map<String, String> starts() {
        return lab.hosts().stream().collect(Collectors.toMap(LabHost::name, LabHost::start));
    }

    /** Version 1.0 is installed, and a repository has 2.0, which asks for a reboot. */
    private static void offerPackage(LabHost host) {
        host.sh(
                """
                set -e
                mkdir -p /srv/repository/package/DEBIAN
                cd /srv/repository
                build() {
                    printf 'Package: lab-agent\nVersion: %s\nArchitecture: all\nMaintainer: lab\n' $1 >control
                    { cat control; echo 'Description: nothing'; } >package/DEBIAN/control
                    dpkg-deb -b package lab-agent_$1.deb
                }
                build 1.0
                dpkg -i lab-agent_1.0.deb
                printf '#!/bin/sh\ntouch /run/reboot-required\necho lab-agent >>/run/reboot-required.pkgs\n' >package/DEBIAN/postinst
                chmod 755 package/DEBIAN/postinst
                build 2.0
                {
                    cat control
                    echo "Filename: ./lab-agent_2.0.deb"
                    echo "Size: $(stat -c %s lab-agent_2.0.deb)"
                    echo "SHA256: $(sha256sum lab-agent_2.0.deb | cut -d ' ' -f 1)"
                    echo 'Description: nothing'
                } >Packages
                echo 'deb [trusted=yes] file:/srv/repository ./' >/etc/apt/sources.list.d/lab-agent.list
                """);
    }

    private static Set<String> versions() {
        Set<String> versions = new TreeSet<>();
        kubectl.items("nodes").forEach(node -> versions.add(kubelet(node)));
        return versions;
    }

    private static String kubelet(String node) {
        return kubelet(kubectl.get("node", node));
    }

    private static String kubelet(JsonNode node) {
        return node.at("/status/nodeInfo/kubeletVersion").asString();
    }

    /** Of every certificate on the nodes. */
    private static Set<String> serials() {
        Set<String> serials = new TreeSet<>();
        lab.hosts().stream()
                .filter(host -> !host.name().startsWith("etcd"))
                .forEach(host -> serials.addAll(new HostPki(host).serials()));
        return serials;
    }
}
