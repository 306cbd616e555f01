package io.kprov.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** kubeadm's own checks before init and join, those that the model can fail. */
final class KubeadmPreflight {
    private static final String PKI = "/etc/kubernetes/pki/";

    /** Certificates of a control plane, and the CA whose key could make them. */
    private static final Map<String, String> LEAVES =
            new TreeMap<>(
                    Map.of(
                            "apiserver", "ca",
                            "apiserver-kubelet-client", "ca",
                            "front-proxy-client", "front-proxy-ca",
                            "apiserver-etcd-client", "etcd/ca",
                            "etcd/server", "etcd/ca",
                            "etcd/peer", "etcd/ca",
                            "etcd/healthcheck-client", "etcd/ca"));

    private static final List<String> SHARED =
            List.of("ca.crt", "front-proxy-ca.crt", "etcd/ca.crt", "sa.key", "sa.pub");
    private static final List<String> KUBECONFIGS =
            List.of("admin", "controller-manager", "scheduler");

    private final SimulatedMachine machine;
    private final boolean stacked;
    private final Set<String> ignored = new HashSet<>();
    private final List<String> errors = new ArrayList<>();

    /**
     * Checks of a machine.
     *
     * @param registration the configuration's nodeRegistration
     * @param stacked whether kubeadm is to start an etcd member
     */
    KubeadmPreflight(SimulatedMachine machine, JsonNode registration, boolean stacked) {
        this.machine = machine;
        this.stacked = stacked;
        registration.path("ignorePreflightErrors").forEach(name -> ignored.add(name.asString("")));
    }

    /**
     * Checks the machine. Swap is a warning only; the kubelet itself refuses it.
     *
     * @throws ProgramFailure naming every error
     */
    void check(boolean controlPlane) {
        expect(
                machine.kernel().sysctl("net.ipv4.ip_forward").orElse("").equals("1"),
                "FileContent--proc-sys-net-ipv4-ip_forward",
                "/proc/sys/net/ipv4/ip_forward contents are not set to 1");
        expect(
                machine.units().isActive("containerd"),
                "CRI",
                "container runtime is not running: connect: no such file or directory");
        expect(machine.hasProgram("kubelet"), "FileExisting-kubelet", "kubelet not found");
        expect(
                machine.hasPackage("conntrack"),
                "FileExisting-conntrack",
                "conntrack not found in system path");
        absent(SimulatedMachine.KUBELET_CONF);
        if (controlPlane) {
            absent(SimulatedMachine.MANIFESTS + "/kube-apiserver.yaml");
            expect(
                    !stacked || !machine.files().exists("/var/lib/etcd/member"),
                    "DirAvailable--var-lib-etcd",
                    "/var/lib/etcd is not empty");
        } else {
            absent(PKI + "ca.crt");
        }
        if (!errors.isEmpty()) {
            throw new ProgramFailure(
                    "[preflight] Some fatal errors occurred:\n\t"
                            + String.join("\n\t", errors)
                            + "\nerror execution phase preflight: preflight checks failed");
        }
        if (controlPlane) {
            certificates();
        }
    }

    private void absent(String path) {
        expect(
                !machine.files().exists(path),
                "FileAvailable-" + path.replace('/', '-'),
                path + " already exists");
    }

    private void expect(boolean fine, String name, String message) {
        if (!fine && !ignored.contains(name) && !ignored.contains("all")) {
            errors.add("[ERROR " + name + "]: " + message);
        }
    }

    /** What is missing must be there, or a CA's key that could make it. */
    private void certificates() {
        for (String file : SHARED) {
            if (!has(file)) {
                throw new ProgramFailure(
                        "error execution phase certs: failure loading "
                                + PKI
                                + file
                                + ": no such file");
            }
        }
        LEAVES.forEach((leaf, ca) -> {
            boolean ours = stacked || !leaf.startsWith("etcd/");
            if (ours && !has(ca + ".key") && !(has(leaf + ".crt") && has(leaf + ".key"))) {
                throw new ProgramFailure(
                        "error execution phase certs: failure loading "
                                + leaf
                                + " certificate: no such file");
            }
        });
        for (String name : KUBECONFIGS) {
            if (!has("ca.key") && !machine.files().exists("/etc/kubernetes/" + name + ".conf")) {
                throw new ProgramFailure(
                        "error execution phase kubeconfig: the file "
                                + name
                                + ".conf does not exist");
            }
        }
    }

    /** What each phase of init checks first when the CA's key is not there. */
    static void kubeconfigsOfAnExternalCa(SimulatedMachine machine) {
        if (machine.files().exists(PKI + "ca.key")) {
            return;
        }
        for (String name :
                List.of("admin", "super-admin", "kubelet", "controller-manager", "scheduler")) {
            if (!machine.files().exists("/etc/kubernetes/" + name + ".conf")) {
                throw new ProgramFailure(
                        "the " + name + ".conf file does not exists or it is not valid");
            }
        }
    }

    private boolean has(String file) {
        return machine.files().exists(PKI + file);
    }
}
