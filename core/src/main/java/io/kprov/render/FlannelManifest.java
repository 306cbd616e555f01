package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** flannel's objects in the cluster, in the shape of upstream's kube-flannel.yml (0.28). */
public final class FlannelManifest {
    static final Template<Values> MANIFEST = new Template<>("flannel/flannel.yaml", Values.class);
    static final Template<ConfigValues> CONFIG =
            new Template<>("flannel/config.yaml", ConfigValues.class);

    record Values(
            Map<String, Object> data,
            String configDigest,
            String cniPluginImage,
            String flannelImage,
            List<String> flanneldArgs) {}

    record ConfigValues(boolean ipv6, String podCidr, boolean nftables, String backend) {}

    private FlannelManifest() {}

    /** The objects in the order in which they are applied. */
    public static List<Map<String, Object>> documents(
            Cluster cluster, Network.Flannel flannel, ComponentVersions versions) {
        var data = YamlText.parse(CONFIG.render(config(cluster, flannel)));
        return YamlText.parseAll(
                MANIFEST.render(
                        new Values(
                                data,
                                Sha256.hex(JsonFilter.json(data)),
                                image("flannel-cni-plugin", versions.flannelCniPlugin()),
                                image("flannel", versions.flannel()),
                                flanneldArgs(flannel))));
    }

    /** The same as one text, for {@code kubectl apply --server-side -f -}. */
    public static String yaml(
            Cluster cluster, Network.Flannel flannel, ComponentVersions versions) {
        return YamlText.dump(MANIFEST.header(), documents(cluster, flannel, versions));
    }

    private static ConfigValues config(Cluster cluster, Network.Flannel flannel) {
        var podCidr = cluster.kubernetes().podCidr();
        return new ConfigValues(
                podCidr.network().isV6(),
                podCidr.toString(),
                // flannel's masquerading rules beside kube-proxy's, in the same packet filter.
                "nftables".equals(cluster.kubernetes().kubeProxyConfig().get("mode")),
                flannel.backend().flannelName());
    }

    private static String image(String name, String version) {
        return "ghcr.io/flannel-io/" + name + ":v" + version;
    }

    private static List<String> flanneldArgs(Network.Flannel flannel) {
        var args = new ArrayList<String>(List.of("--ip-masq", "--kube-subnet-mgr"));
        flannel.networkInterface().ifPresent(name -> args.add("--iface=" + name));
        return List.copyOf(args);
    }
}
