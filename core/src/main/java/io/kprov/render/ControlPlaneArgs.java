package io.kprov.render;

import io.kprov.model.Cluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command lines of the control plane above kubeadm's own: kprov's defaults, then the
 * inventory's extraArgs, which win by name.
 */
public final class ControlPlaneArgs {
    static final Template<ApiServerValues> API_SERVER =
            new Template<>("kubeadm/kube-apiserver-args.yaml", ApiServerValues.class);
    static final Template<TlsValues> CONTROLLER_MANAGER =
            new Template<>("kubeadm/kube-controller-manager-args.yaml", TlsValues.class);
    static final Template<TlsValues> SCHEDULER =
            new Template<>("kubeadm/kube-scheduler-args.yaml", TlsValues.class);
    static final Template<TlsValues> ETCD =
            new Template<>("kubeadm/etcd-args.yaml", TlsValues.class);

    record ApiServerValues(String auditLog, String auditPolicy, List<String> cipherSuites) {}

    record TlsValues(List<String> cipherSuites) {}

    private static final TlsValues TLS = new TlsValues(TlsPolicy.CIPHER_SUITES);

    private ControlPlaneArgs() {}

    /** Name (without dashes) to value, kprov's in their template's order, new names after them. */
    public static Map<String, String> of(Cluster cluster, StaticPod pod) {
        var kubernetes = cluster.kubernetes();
        var cas = CaFiles.args(cluster, pod);
        return switch (pod) {
            case ETCD -> merged(ETCD.render(TLS), cas, kubernetes.etcd().extraArgs());
            case KUBE_APISERVER ->
                    merged(
                            API_SERVER.render(
                                    new ApiServerValues(
                                            AuditPolicy.LOG_PATH,
                                            AuditPolicy.PATH,
                                            TlsPolicy.CIPHER_SUITES)),
                            cas,
                            kubernetes.apiServer().extraArgs());
            case KUBE_CONTROLLER_MANAGER ->
                    merged(
                            CONTROLLER_MANAGER.render(TLS),
                            cas,
                            kubernetes.controllerManager().extraArgs());
            case KUBE_SCHEDULER ->
                    merged(SCHEDULER.render(TLS), cas, kubernetes.scheduler().extraArgs());
        };
    }

    /** As kubeadm.k8s.io/v1beta4 wants them: a list of name and value. */
    static List<Map<String, String>> list(Map<String, String> args) {
        return args.entrySet().stream().map(ControlPlaneArgs::nameAndValue).toList();
    }

    /** One line for each, for digests. */
    static String lines(Map<String, String> args) {
        return args.entrySet().stream()
                .map(arg -> "--" + arg.getKey() + "=" + arg.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Map<String, String> nameAndValue(Map.Entry<String, String> arg) {
        var pair = new LinkedHashMap<String, String>();
        pair.put("name", arg.getKey());
        pair.put("value", arg.getValue());
        return pair;
    }

    private static Map<String, String> merged(
            String defaults, Map<String, String> cas, Map<String, String> extraArgs) {
        var args = new LinkedHashMap<String, String>();
        YamlText.parse(defaults).forEach((name, value) -> args.put(name, value.toString()));
        args.putAll(cas);
        args.putAll(extraArgs);
        return args;
    }
}
