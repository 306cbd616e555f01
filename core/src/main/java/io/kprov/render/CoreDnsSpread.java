package io.kprov.render;

import java.util.Map;

/**
 * The patch of kubeadm's CoreDNS deployment that spreads its pods over hosts and zones: kubeadm's
 * own two start on the first control plane, the only node that is there.
 */
public final class CoreDnsSpread {
    public static final String NAMESPACE = "kube-system";
    public static final String DEPLOYMENT = "coredns";

    static final Template<Template.NoValues> PATCH = Template.fixed("coredns/spread.yaml");

    private CoreDnsSpread() {}

    /** For {@code kubectl patch --type=merge --patch-file}; safe to repeat. */
    public static String yaml() {
        return Template.text(PATCH);
    }

    /** The same as a map: every key of it is in the deployment once it is in force. */
    public static Map<String, Object> document() {
        return YamlText.parse(yaml());
    }
}
