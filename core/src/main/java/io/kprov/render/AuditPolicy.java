package io.kprov.render;

import io.kprov.model.Cluster;

/** What the API servers write to their audit log: kprov's policy, or the inventory's. */
public final class AuditPolicy {
    public static final String PATH = "/etc/kubernetes/kprov/audit-policy.yaml";
    public static final String LOG_DIRECTORY = "/var/log/kubernetes/audit";
    public static final String LOG_PATH = LOG_DIRECTORY + "/audit.log";

    static final Template<Template.NoValues> POLICY = Template.fixed("kubeadm/audit-policy.yaml");

    private AuditPolicy() {}

    /** The policy file of every control plane; root's alone. */
    public static HostFile file(Cluster cluster) {
        var own = cluster.kubernetes().apiServer().auditPolicy();
        return HostFile.rootOnly(
                PATH,
                own.isBlank()
                        ? Template.text(POLICY)
                        : Template.header("inventory kubernetes.apiServer.auditPolicy")
                                + (own.endsWith("\n") ? own : own + "\n"));
    }
}
