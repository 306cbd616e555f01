package io.kprov.preflight;

import static io.kprov.preflight.Severity.ERROR;
import static io.kprov.preflight.Severity.WARNING;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ModuleFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.render.KubeadmCluster;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a node's kernel must have. */
final class KernelChecks {
    private static final MachineFact MACHINE = new MachineFact();
    private static final ModuleFact OVERLAY = new ModuleFact("overlay");
    private static final ModuleFact BRIDGE_NETFILTER = new ModuleFact("br_netfilter");
    private static final ModuleFact VXLAN = new ModuleFact("vxlan");
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,3})\\.(\\d{1,4}).*");

    static final Check SWAP =
            new HostCheck(
                    CheckName.SWAP,
                    "nodes have no swap, or their kubelets are let run with it (failSwapOn: false); the install turns it off",
                    WARNING,
                    (cluster, host) -> host.isNode(),
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    KernelChecks::swap);
    static final Check KERNEL =
            new HostCheck(
                    CheckName.KERNEL,
                    "the kernels of nodes have overlay and br_netfilter, vxlan where flannel uses it, and are 5.13 or newer for kube-proxy's nftables mode",
                    ERROR,
                    (cluster, host) -> host.isNode(),
                    KernelChecks::modules,
                    KernelChecks::kernel);
    static final Check CGROUPS =
            new HostCheck(
                    CheckName.CGROUPS,
                    "nodes have cgroup v2, or their kubelets are let run with v1 (failCgroupV1: false)",
                    ERROR,
                    (cluster, host) -> host.isNode(),
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    KernelChecks::cgroups);

    private KernelChecks() {}

    private static List<Finding> swap(Cluster cluster, Host host, HostFacts facts) {
        long swap = facts.get(MACHINE).swapMiB();
        if (swap == 0) {
            return List.of(Finding.ok(host, "no swap"));
        }
        return List.of(
                isFalse(cluster, host, "failSwapOn")
                        ? Finding.ok(
                                host, swap + " MiB of swap; the inventory says failSwapOn: false")
                        : Finding.warning(
                                host,
                                swap + " MiB of swap are on",
                                "none needed: the install turns swap off; to keep it, set failSwapOn: false in kubelet.config"));
    }

    private static Set<Fact<?>> modules(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(MACHINE, OVERLAY, BRIDGE_NETFILTER));
        if (usesVxlan(cluster)) {
            facts.add(VXLAN);
        }
        return facts;
    }

    private static List<Finding> kernel(Cluster cluster, Host host, HostFacts facts) {
        var machine = facts.get(MACHINE);
        var findings = new ArrayList<Finding>();
        var missing = new ArrayList<String>();
        if (!machine.overlay() && !facts.get(OVERLAY)) {
            missing.add(OVERLAY.name());
        }
        if (!machine.bridgeNetfilter() && !facts.get(BRIDGE_NETFILTER)) {
            missing.add(BRIDGE_NETFILTER.name());
        }
        if (!missing.isEmpty()) {
            findings.add(
                    Finding.error(
                            host,
                            "kernel " + machine.kernel() + " has no " + String.join(", ", missing),
                            "install the distribution's kernel with its modules; in a container, load them on the machine below"));
        }
        if (usesVxlan(cluster) && !facts.get(VXLAN)) {
            findings.add(noVxlan(host, machine.kernel(), machine.container()));
        }
        if (usesNftables(cluster) && isBefore(machine.kernel(), 5, 13)) {
            findings.add(
                    Finding.error(
                            host,
                            "kernel "
                                    + machine.kernel()
                                    + ", kube-proxy's nftables mode needs 5.13",
                            "install a newer kernel or leave out mode: nftables in kubeProxy.config"));
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(host, "kernel " + machine.kernel()))
                : findings;
    }

    /** In a container modprobe sees nothing, although the kernel may load the module by itself. */
    private static Finding noVxlan(Host host, String kernel, boolean container) {
        String found = "kernel " + kernel + " has no vxlan, which flannel's backend uses";
        String fix =
                "install the kernel's extra modules, or choose network: {flannel: {backend: host-gw}} where hosts share a segment";
        return container ? Finding.warning(host, found, fix) : Finding.error(host, found, fix);
    }

    private static List<Finding> cgroups(Cluster cluster, Host host, HostFacts facts) {
        int version = facts.get(MACHINE).cgroupVersion();
        if (version == 2) {
            return List.of(Finding.ok(host, "cgroup v2"));
        }
        return List.of(
                isFalse(cluster, host, "failCgroupV1")
                        ? Finding.ok(host, "cgroup v1; the inventory says failCgroupV1: false")
                        : Finding.error(
                                host,
                                "cgroup v1, with which kubelets refuse to start",
                                "boot with systemd.unified_cgroup_hierarchy=1; or set failCgroupV1: false in kubelet.config"));
    }

    /** Whether the host's kubelet is told so by the inventory. */
    private static boolean isFalse(Cluster cluster, Host host, String key) {
        return Boolean.FALSE.equals(
                KubeadmCluster.kubeletConfiguration(cluster, host, Optional.empty()).get(key));
    }

    private static boolean usesVxlan(Cluster cluster) {
        return cluster.network() instanceof Network.Flannel(var backend, _)
                && backend == Network.Backend.VXLAN;
    }

    private static boolean usesNftables(Cluster cluster) {
        return "nftables".equals(cluster.kubernetes().kubeProxyConfig().get("mode"));
    }

    private static boolean isBefore(String release, int major, int minor) {
        var found = RELEASE.matcher(release);
        if (!found.matches()) {
            return false;
        }
        int is = Integer.parseInt(found.group(1));
        return is < major || (is == major && Integer.parseInt(found.group(2)) < minor);
    }
}
