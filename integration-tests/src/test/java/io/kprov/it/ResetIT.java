package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A control plane with its load balancer, and a worker: what is on them before a cluster and after
 * its end is the same.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResetIT {
    /**
     * What a machine changes by itself, and what package managers keep of packages that are gone:
     * logs, caches, lists, ucf's registry and its copies, and the backups of the user database that
     * dpkg's scripts make. And the mode of a disk's root, which containerd sets and nobody knows
     * afterwards: in the lab its folder is one.
     */
    private static final String NOT_OURS =
            String.join(
                    "|",
                    "/var/log/.*",
                    "/var/cache/.*",
                    "/var/lib/apt/.*",
                    "/var/lib/dpkg/.*",
                    "/var/lib/ucf/.*",
                    "/var/lib/containerd",
                    "/var/lib/systemd/.*",
                    "/var/lib/private/.*",
                    "/var/tmp/.*",
                    "/etc/(passwd|group|shadow|gshadow|subuid|subgid)-",
                    "/etc/ld\\.so\\.cache",
                    "/etc/mtab",
                    "/root/\\..*",
                    "/home/.*");

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static final Map<String, Set<String>> BEFORE = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        lab = Lab.start("reset", "cp-1", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .withHosts(
                                        new LabInventory.Entry(lab.host("cp-1"), "control-plane"),
                                        new LabInventory.Entry(lab.host("w-1"), "worker")));
        kprov.run("lock").expect(0);
        lab.hosts().forEach(host -> BEFORE.put(host.name(), listing(host)));
    }

    /** Everything that is there, a line each. */
    private static Set<String> listing(LabHost host) {
        var lines = new TreeSet<String>();
        host.sh(
                        """
                        find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \\) -prune \\
                            -o \\( -type f -o -type l -o -type d \\) -printf '%y %m %u:%g %p\\n'
                        for volume in /var/lib/containerd /var/lib/kubelet /var/lib/etcd; do
                            if mountpoint -q $volume; then find $volume -mindepth 1 -maxdepth 1 -printf '%y %m %u:%g %p\\n'; fi
                        done
                        """)
                .lines()
                .filter(line -> !line.matches("\\S+ \\S+ \\S+ (" + NOT_OURS + ")"))
                .map(line -> "path " + line)
                .forEach(lines::add);
        host.sh("find /etc /usr/local /opt /root -xdev -type f -exec sha256sum {} +")
                .lines()
                .filter(line -> !line.matches("\\S+ +(" + NOT_OURS + ")"))
                .map(line -> "content " + line)
                .forEach(lines::add);
        ask(host, lines, "package", "dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n'");
        ask(host, lines, "unit file", "systemctl list-unit-files --plain --no-legend");
        ask(
                host,
                lines,
                "failed",
                "systemctl list-units --failed --plain --no-legend | grep -E 'kube|etcd|containerd|kprov' || true");
        // Docker's own names of the network have other ports after each start.
        ask(
                host,
                lines,
                "nft",
                "if command -v nft >/dev/null; then nft list ruleset | grep -v '127.0.0.11\\|DOCKER' || true; fi");
        ask(
                host,
                lines,
                "link",
                "ip -br link | awk '{print $1}' | cut -d@ -f1; ip -br address | sed 's,@if[0-9]*,,' | awk '{print $1, $3}'; ip route");
        ask(
                host,
                lines,
                "mount",
                "awk '{print $5}' /proc/self/mountinfo | grep -v '^/run/systemd\\|^/run/user\\|^/run/credentials\\|^/run/lock' | sort -u");
        ask(host, lines, "user", "getent passwd | cut -d: -f1");
        ask(
                host,
                lines,
                "process",
                "cat /proc/[0-9]*/comm 2>/dev/null | sort -u | grep -E 'kube|etcd|containerd|flannel|coredns|pause' || true");
        ask(
                host,
                lines,
                "run",
                "ls -d /run/kprov /run/flannel /run/containerd 2>/dev/null || true");
        return lines;
    }

    private static void ask(LabHost host, Set<String> lines, String kind, String script) {
        host.sh(script)
                .lines()
                .map(line -> kind + " " + line.strip().replaceAll("\\s+", " "))
                .forEach(lines::add);
    }

    /** What is there now and was not, and the other way round. */
    private static List<String> differences(LabHost host) {
        var before = BEFORE.getOrDefault(host.name(), Set.of());
        var now = listing(host);
        var differences = new TreeSet<String>();
        now.stream()
                .filter(line -> !before.contains(line))
                .forEach(line -> differences.add("+ " + line));
        before.stream()
                .filter(line -> !now.contains(line))
                .forEach(line -> differences.add("- " + line));
        differences.removeIf(line -> line.contains("/var/lib/etcd.before-reset-"));
        return List.copyOf(differences);
    }

    @Test
    @Order(1)
    void there_is_a_cluster() {
        kprov.run("apply", "--yes").expect(0);
        assertThat(new Kubectl(lab.host("cp-1")).readyNodes()).containsExactly("cp-1", "w-1");
        kprov.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    @Order(2)
    void a_node_of_it_is_not_reset() {
        assertThat(kprov.run("reset", "w-1", "--yes").expect(1).err())
                .contains("it is a node of the cluster", "kprov remove-node w-1");
        assertThat(lab.host("w-1").isActive("kubelet")).isTrue();
    }

    @Test
    @Order(3)
    void all_of_it_goes_and_the_hosts_are_as_before() {
        Outcome ran = kprov.run("reset", "--all", "--yes").expect(0);

        assertThat(ran.err()).contains("cp-1: etcd's data is kept: /var/lib/etcd.before-reset-");
        assertThat(lab.hosts())
                .allSatisfy(host -> assertThat(differences(host)).as(host.name()).isEmpty());
        assertThat(kprov.run("reset", "--all", "--yes").expect(0).out())
                .contains("nothing of kprov is on cp-1, w-1");
    }

    @Test
    @Order(4)
    void a_cluster_is_made_again_and_its_end_is_cut_short() {
        kprov.run("apply", "--yes").expect(0);
        assertThat(new Kubectl(lab.host("cp-1")).readyNodes()).containsExactly("cp-1", "w-1");
        kprov.run("plan", "--detailed-exitcode").expect(0);

        Program killed = kprov.start("reset", "--all", "--yes", "--delete-data");
        Await.until(
                "the reset of w-1 has begun",
                Duration.ofMinutes(2),
                () -> !lab.host("w-1").isActive("kubelet"));
        killed.kill();
        lab.host("w-1").reboot();

        kprov.run("reset", "--all", "--yes", "--delete-data").expect(0);
        assertThat(
                        lab.host("cp-1")
                                .sh(
                                        "find /var/lib /var/log -path '/var/lib/etcd*/*' -o -path '*/audit/*'"))
                .isEmpty();
        assertThat(lab.hosts())
                .allSatisfy(host -> assertThat(differences(host)).as(host.name()).isEmpty());
    }
}
