package io.kprov.render;

import java.util.List;

/** The kubelet's unit, as kubeadm's packages ship it; kubeadm writes what it reads. */
public final class KubeletFiles {
    public static final String UNIT_PATH = "/etc/systemd/system/kubelet.service";
    public static final String DROP_IN_PATH =
            "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";

    /** Written by kubeadm from the kubelet-config ConfigMap and the patches. */
    public static final String CONFIG_PATH = "/var/lib/kubelet/config.yaml";

    /** The kubelet's serving certificate, made by kprov (tlsCertFile). */
    public static final String SERVING_CERTIFICATE_PATH =
            "/var/lib/kubelet/pki/kubelet-serving.crt";

    /** Its private key (tlsPrivateKeyFile), mode 0600. */
    public static final String SERVING_KEY_PATH = "/var/lib/kubelet/pki/kubelet-serving.key";

    /**
     * Its client certificate and key. The kubelet keeps it itself, unless the cluster's CA is
     * external and kprov places it; then it reads it again when it changes.
     */
    public static final String CLIENT_PATH = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    /**
     * Not in it: kubelet.conf, which the kubelet itself rewrites after TLS bootstrap, and the
     * serving certificate, which it reads again when it changes.
     */
    public static final Stamp STAMP =
            new Stamp(
                    "kubelet",
                    List.of(
                            CONFIG_PATH,
                            "/var/lib/kubelet/kubeadm-flags.env",
                            "/etc/default/kubelet",
                            UNIT_PATH,
                            DROP_IN_PATH));

    static final Template<Template.NoValues> UNIT = Template.fixed("kubelet/kubelet.service");
    static final Template<DropInValues> DROP_IN =
            new Template<>("kubelet/10-kubeadm.conf", DropInValues.class);

    record DropInValues(String stamp) {}

    private KubeletFiles() {}

    /** The unit and its drop-in; writable by root alone (CIS 4.1.1), readable as units are. */
    public static List<HostFile> files() {
        return List.of(
                HostFile.readable(UNIT_PATH, Template.text(UNIT)),
                HostFile.rootOnly(DROP_IN_PATH, DROP_IN.render(new DropInValues(STAMP.command()))));
    }
}
