package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.MachineSize;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.model.Taint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What kubeadm reads on a host: its configuration for init or join, and its patches. */
public final class KubeadmFiles {
    public static final String DIRECTORY = "/etc/kubernetes/kprov";
    public static final String INIT_PATH = DIRECTORY + "/init.yaml";

    /** Holds a token: removed when the host has joined. */
    public static final String JOIN_PATH = DIRECTORY + "/join.yaml";

    /** The kubelet's kubeconfig where kubeadm cannot make it; in its place when kubeadm runs. */
    public static final String KUBELET_CONF_PATH = DIRECTORY + "/kubelet.conf";

    /** How a joining kubeadm reaches the API where it is given no token. */
    public static final String DISCOVERY_PATH = DIRECTORY + "/discovery.conf";

    /** How kubeadm upgrades the node. */
    public static final String UPGRADE_PATH = DIRECTORY + "/upgrade.yaml";

    /** Given to kubeadm at init, join and upgrade: it stores patches nowhere. */
    public static final String PATCHES_DIRECTORY = DIRECTORY + "/patches";

    /**
     * All patches of the host: another file of kprov's is a leftover, and kubeadm would read it.
     */
    public static final PathPattern PATCHES = new PathPattern(PATCHES_DIRECTORY + "/*.yaml");

    static final Template<InitValues> INIT = new Template<>("kubeadm/init.yaml", InitValues.class);
    static final Template<JoinValues> JOIN = new Template<>("kubeadm/join.yaml", JoinValues.class);
    static final Template<UpgradeValues> UPGRADE =
            new Template<>("kubeadm/upgrade.yaml", UpgradeValues.class);
    static final Template<NodeValues> NODE =
            new Template<>("kubeadm/node-registration.yaml", NodeValues.class);
    static final Template<Template.NoValues> TIMEOUTS = Template.fixed("kubeadm/timeouts.yaml");
    static final Template<PatchValues> STATIC_POD_PATCH =
            new Template<>("kubeadm/static-pod-patch.yaml", PatchValues.class);

    private static final Taint CONTROL_PLANE_TAINT =
            new Taint(
                    "node-role.kubernetes.io/control-plane",
                    Optional.empty(),
                    Taint.Effect.NO_SCHEDULE);

    record InitValues(
            String address,
            int apiServerPort,
            Map<String, Object> nodeRegistration,
            String patches,
            Map<String, Object> timeouts) {}

    record JoinValues(
            String discoveryFile,
            String endpoint,
            String token,
            String caHash,
            boolean controlPlane,
            String address,
            int apiServerPort,
            Map<String, Object> nodeRegistration,
            String patches,
            Map<String, Object> timeouts) {}

    record UpgradeValues(
            List<String> ignorePreflightErrors, String patches, Map<String, Object> timeouts) {}

    record NodeValues(
            String name,
            String address,
            List<String> ignorePreflightErrors,
            List<Map<String, String>> taints) {}

    record PatchValues(String digest) {}

    private KubeadmFiles() {}

    /**
     * init.yaml: for the {@code kubeadm init} of the first control plane, and for its single phases
     * on any of them.
     */
    public static HostFile init(Cluster cluster, Host host) {
        var values =
                new InitValues(
                        host.address().toString(),
                        ControlPlane.API_SERVER_PORT,
                        nodeRegistration(cluster, host, List.of()),
                        PATCHES_DIRECTORY,
                        YamlText.parse(Template.text(TIMEOUTS)));
        return HostFile.rootOnly(
                INIT_PATH,
                YamlText.dump(
                        INIT.header(),
                        List.of(
                                YamlText.parse(INIT.render(values)),
                                KubeadmCluster.clusterConfiguration(cluster),
                                KubeadmCluster.kubeletConfiguration(cluster),
                                KubeadmCluster.kubeProxyConfiguration(cluster))));
    }

    /** upgrade.yaml: for {@code kubeadm upgrade apply} and {@code node}. */
    public static HostFile upgrade(Cluster cluster) {
        return HostFile.rootOnly(
                UPGRADE_PATH,
                UPGRADE.render(
                        new UpgradeValues(
                                cluster.kubernetes().ignorePreflightErrors(),
                                PATCHES_DIRECTORY,
                                YamlText.parse(Template.text(TIMEOUTS)))));
    }

    /**
     * join.yaml: for the {@code kubeadm join} of every other node.
     *
     * @param token a bootstrap token, {@code [a-z0-9]{6}.[a-z0-9]{16}}
     * @param caHash {@code sha256:} and the digest of the CA's public key
     */
    public static HostFile join(Cluster cluster, Host host, Secret token, String caHash) {
        return join(cluster, host, "", token.reveal(), caHash, List.of());
    }

    /**
     * join.yaml where the kubelet has its client certificate already: it speaks for the host, and
     * no token does.
     */
    public static HostFile joinWithCertificate(Cluster cluster, Host host) {
        // kubelet.conf is there before kubeadm, which would otherwise ask for a certificate.
        return join(
                cluster,
                host,
                DISCOVERY_PATH,
                "",
                "",
                List.of("FileAvailable--etc-kubernetes-kubelet.conf"));
    }

    private static HostFile join(
            Cluster cluster,
            Host host,
            String discoveryFile,
            String token,
            String caHash,
            List<String> expectedErrors) {
        var values =
                new JoinValues(
                        discoveryFile,
                        cluster.controlPlane().endpoint().toString(),
                        token,
                        caHash,
                        host.has(Role.CONTROL_PLANE),
                        host.address().toString(),
                        ControlPlane.API_SERVER_PORT,
                        nodeRegistration(cluster, host, expectedErrors),
                        PATCHES_DIRECTORY,
                        YamlText.parse(Template.text(TIMEOUTS)));
        var text = YamlText.dump(JOIN.header(), List.of(YamlText.parse(JOIN.render(values))));
        return HostFile.secret(JOIN_PATH, text);
    }

    /**
     * The patch of a static pod.
     *
     * @param digest see {@link ConfigDigests}
     */
    public static HostFile patch(StaticPod pod, String digest) {
        return patch(pod.kubeadmName(), STATIC_POD_PATCH.render(new PatchValues(digest)));
    }

    /**
     * The patch of the host's kubelet.
     *
     * @param size of the machine, on which reserved resources may depend
     */
    public static HostFile kubeletPatch(Cluster cluster, Host host, Optional<MachineSize> size) {
        return patch(
                "kubeletconfiguration",
                YamlText.dump(
                        Template.header(
                                "inventory hosts."
                                        + host.name()
                                        + ".kubelet"
                                        + host.pool()
                                                .map(pool -> " and pools." + pool + ".kubelet")
                                                .orElse("")),
                        List.of(KubeadmCluster.ownKubeletConfiguration(cluster, host, size))));
    }

    /** kubeadm reads target and kind of a patch from the file's name. */
    private static HostFile patch(String target, String text) {
        return HostFile.rootOnly(PATCHES_DIRECTORY + "/" + target + "0+merge.yaml", text);
    }

    private static Map<String, Object> nodeRegistration(
            Cluster cluster, Host host, List<String> expectedErrors) {
        var ignored = new ArrayList<>(cluster.kubernetes().ignorePreflightErrors());
        ignored.addAll(expectedErrors);
        return YamlText.parse(
                NODE.render(
                        new NodeValues(
                                host.name(),
                                host.address().toString(),
                                ignored,
                                taints(host).stream().map(KubeadmFiles::fields).toList())));
    }

    /** The taints that a node registers with: kubeadm's own unless it is to run workloads too. */
    public static List<Taint> taints(Host host) {
        var taints = new ArrayList<Taint>();
        if (host.has(Role.CONTROL_PLANE) && !host.has(Role.WORKER)) {
            taints.add(CONTROL_PLANE_TAINT);
        }
        taints.addAll(host.taints());
        return List.copyOf(taints);
    }

    private static Map<String, String> fields(Taint taint) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("key", taint.key());
        taint.value().ifPresent(value -> fields.put("value", value));
        fields.put("effect", taint.effect().apiName());
        return fields;
    }
}
