package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import java.util.List;
import java.util.Optional;

/** HAProxy before the API servers: configuration, CA to check them with, unit drop-in. */
public final class HaproxyFiles {
    public static final String CONFIG_PATH = "/etc/haproxy/haproxy.cfg";

    /** The cluster's CA certificate (during a rotation: both), which the health check trusts. */
    public static final String CA_PATH = "/etc/haproxy/kprov-ca.crt";

    public static final String DROP_IN_PATH = "/etc/systemd/system/haproxy.service.d/10-kprov.conf";

    public static final Stamp STAMP =
            new Stamp("haproxy", List.of(CONFIG_PATH, CA_PATH, DROP_IN_PATH));

    static final Template<ConfigValues> CONFIG =
            new Template<>("haproxy/haproxy.cfg", ConfigValues.class);
    static final Template<DropInValues> DROP_IN =
            new Template<>("haproxy/10-kprov.conf", DropInValues.class);

    record ConfigValues(
            String bind,
            List<Server> servers,
            String caFile,
            String healthAddress,
            int healthPort) {}

    record Server(String name, String address) {}

    record DropInValues(String stamp) {}

    private HaproxyFiles() {}

    /**
     * All files of a load balancer host, the configuration after the CA that it names.
     *
     * @param caPem the cluster's CA certificate; empty before it is made
     */
    public static List<HostFile> files(Cluster cluster, Host host, Optional<String> caPem) {
        var ca =
                caPem.map(pem -> pem.endsWith("\n") ? pem : pem + "\n")
                        .orElse("# the cluster's CA certificate, made at apply\n");
        return List.of(
                HostFile.readable(CA_PATH, Template.header("the cluster's CA") + ca),
                HostFile.readable(CONFIG_PATH, config(cluster, host)),
                HostFile.readable(DROP_IN_PATH, DROP_IN.render(new DropInValues(STAMP.command()))));
    }

    private static String config(Cluster cluster, Host host) {
        var servers =
                cluster.controlPlanes().stream()
                        .map(server -> new Server(server.name(), address(server)))
                        .toList();
        return CONFIG.render(
                new ConfigValues(
                        bind(cluster, host),
                        servers,
                        CA_PATH,
                        host.address().urlHost(),
                        LoadBalancer.HEALTH_PORT));
    }

    private static String address(Host server) {
        return server.address().urlHost() + ":" + ControlPlane.API_SERVER_PORT;
    }

    /** Every address, so that HAProxy starts on hosts that do not hold the virtual one. */
    private static String bind(Cluster cluster, Host host) {
        int port = cluster.controlPlane().endpoint().port();
        return host.address().isV6() ? ":::" + port + " v4v6" : "*:" + port;
    }
}
