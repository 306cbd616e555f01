package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** keepalived, which keeps the virtual address on a host whose HAProxy works. */
public final class KeepalivedFiles {
    public static final String CONFIG_PATH = "/etc/keepalived/keepalived.conf";

    /** Apart from the configuration, so that a plan can show that one. */
    public static final String AUTH_PATH = "/etc/keepalived/kprov-auth.conf";

    public static final String CHECK_SCRIPT_PATH = "/usr/local/libexec/kprov/check-apiserver-lb";
    public static final String DROP_IN_PATH =
            "/etc/systemd/system/keepalived.service.d/10-kprov.conf";

    /** Not in it: the check script, which is read anew every two seconds. */
    public static final Stamp STAMP =
            new Stamp("keepalived", List.of(CONFIG_PATH, AUTH_PATH, DROP_IN_PATH));

    /** The first load balancer's; each later one has one less. VRRP's own default is 100. */
    private static final int FIRST_PRIORITY = 100;

    static final Template<ConfigValues> CONFIG =
            new Template<>("keepalived/keepalived.conf", ConfigValues.class);
    static final Template<AuthValues> AUTH =
            new Template<>("keepalived/kprov-auth.conf", AuthValues.class);
    static final Template<CheckValues> CHECK =
            new Template<>("keepalived/check-apiserver-lb", CheckValues.class);
    static final Template<DropInValues> DROP_IN =
            new Template<>("keepalived/10-kprov.conf", DropInValues.class);

    record ConfigValues(
            String routerId,
            String checkScript,
            int timeout,
            String networkInterface,
            int vrid,
            int priority,
            String address,
            List<String> peers,
            String authFile,
            String virtualAddress) {}

    record AuthValues(String password) {}

    record CheckValues(int healthPort, String peers) {}

    record DropInValues(String stamp) {}

    private KeepalivedFiles() {}

    /**
     * All files of a load balancer host.
     *
     * @param networkInterface the one that has the host's address, when it is known; the
     *     inventory's goes before it
     * @param password eight characters, the same on all load balancers; empty before it is made
     */
    public static List<HostFile> files(
            Cluster cluster,
            LoadBalancer.HaproxyKeepalived loadBalancer,
            Host host,
            Optional<String> networkInterface,
            Optional<Secret> password) {
        var config = CONFIG.render(config(cluster, loadBalancer, host, networkInterface));
        var auth = password.map(Secret::reveal).orElse("{{password of keepalived}}");
        var peers =
                peers(cluster, host).stream()
                        .map(peer -> peer.address().urlHost())
                        .collect(Collectors.joining(" "));
        return List.of(
                executable(
                        CHECK_SCRIPT_PATH,
                        CHECK.render(new CheckValues(LoadBalancer.HEALTH_PORT, peers))),
                HostFile.secret(AUTH_PATH, AUTH.render(new AuthValues(auth))),
                HostFile.readable(CONFIG_PATH, config),
                HostFile.readable(DROP_IN_PATH, DROP_IN.render(new DropInValues(STAMP.command()))));
    }

    private static ConfigValues config(
            Cluster cluster,
            LoadBalancer.HaproxyKeepalived loadBalancer,
            Host host,
            Optional<String> networkInterface) {
        var peers = peers(cluster, host);
        return new ConfigValues(
                host.name(),
                CHECK_SCRIPT_PATH,
                // A second for each of the script's questions, and one to spare.
                3 + peers.size(),
                host.networkInterface()
                        .or(() -> networkInterface)
                        .orElse("{{interface of " + host.name() + "}}"),
                loadBalancer.vrid(),
                FIRST_PRIORITY - cluster.loadBalancers().indexOf(host),
                host.address().toString(),
                peers.stream().map(peer -> peer.address().toString()).toList(),
                AUTH_PATH,
                // A whole-host prefix, so that the kernel never takes it for a source address.
                loadBalancer.vip() + (loadBalancer.vip().isV6() ? "/128" : "/32"));
    }

    private static List<Host> peers(Cluster cluster, Host host) {
        return cluster.loadBalancers().stream().filter(peer -> !peer.equals(host)).toList();
    }

    private static HostFile executable(String path, String text) {
        return new HostFile(
                path,
                "0755",
                "root:root",
                text.getBytes(StandardCharsets.UTF_8),
                HostFile.Visibility.PUBLIC);
    }
}
