package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kernel modules and settings that nodes and load balancers need. */
public final class OsFiles {
    public static final String MODULES_PATH = "/etc/modules-load.d/kprov.conf";
    public static final String SYSCTL_PATH = "/etc/sysctl.d/99-kprov.conf";

    /** Modules that nodes load at boot; some kernels have them built in. */
    public static final List<String> MODULES = List.of("overlay", "br_netfilter");

    static final Template<Template.NoValues> MODULES_FILE = Template.fixed("os/kprov-modules.conf");
    static final Template<SysctlValues> SYSCTL_FILE =
            new Template<>("os/99-kprov-sysctl.conf", SysctlValues.class);

    /**
     * What a kubelet with {@code protectKernelDefaults} asks for, or it exits (kubernetes
     * pkg/kubelet/cm, setupKernelTunables).
     */
    private static final Map<String, String> PROTECTED_KERNEL_DEFAULTS = protectedKernelDefaults();

    private static Map<String, String> protectedKernelDefaults() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("vm.overcommit_memory", "1");
        settings.put("vm.panic_on_oom", "0");
        settings.put("kernel.panic", "10");
        settings.put("kernel.panic_on_oops", "1");
        settings.put("kernel.keys.root_maxkeys", "1000000");
        settings.put("kernel.keys.root_maxbytes", "25000000");
        return settings;
    }

    record SysctlValues(List<Setting> settings) {}

    record Setting(String key, String value) {}

    private OsFiles() {}

    /** Both files, or fewer where the host needs nothing. */
    public static List<HostFile> files(Cluster cluster, Host host) {
        var sysctls = sysctls(cluster, host);
        var settings =
                sysctls.entrySet().stream()
                        .map(entry -> new Setting(entry.getKey(), entry.getValue()))
                        .toList();
        var sysctlFile =
                sysctls.isEmpty()
                        ? List.<HostFile>of()
                        : List.of(
                                HostFile.readable(
                                        SYSCTL_PATH,
                                        SYSCTL_FILE.render(new SysctlValues(settings))));
        return host.isNode()
                ? List.of(
                        HostFile.readable(MODULES_PATH, Template.text(MODULES_FILE)),
                        sysctlFile.getFirst())
                : sysctlFile;
    }

    /** Key to value of every kernel setting that must be in effect on the host. */
    public static Map<String, String> sysctls(Cluster cluster, Host host) {
        var settings = new LinkedHashMap<String, String>();
        if (host.isNode()) {
            settings.put("net.ipv4.ip_forward", "1");
            if (usesIpv6(cluster)) {
                settings.put("net.ipv6.conf.all.forwarding", "1");
            }
            settings.put("net.bridge.bridge-nf-call-iptables", "1");
            settings.put("net.bridge.bridge-nf-call-ip6tables", "1");
            settings.put("fs.inotify.max_user_instances", "8192");
            settings.put("fs.inotify.max_user_watches", "524288");
            settings.putAll(PROTECTED_KERNEL_DEFAULTS);
        }
        if (cluster.isLoadBalancer(host)) {
            // HAProxy's listen queue; the kernel's default of 4096 is below its maxconn.
            settings.put("net.core.somaxconn", "8192");
        }
        return settings;
    }

    private static boolean usesIpv6(Cluster cluster) {
        return cluster.kubernetes().podCidr().network().isV6()
                || cluster.kubernetes().serviceCidr().network().isV6();
    }
}
