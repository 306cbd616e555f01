package io.kprov.sizing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * How large a control plane's machine should be, by the number of nodes: what Kubernetes' own
 * cluster/gce chose for its masters (get-master-size in config-common.sh) and "Building large
 * clusters" on kubernetes.io told for years, as CPUs and memory of GCE's n1-standard machines.
 */
enum MachineClass {
    OF_5(5, 1, "3.75"),
    OF_10(10, 2, "7.5"),
    OF_100(100, 4, "15"),
    OF_250(250, 8, "30"),
    OF_500(500, 16, "60"),
    OF_MORE(Integer.MAX_VALUE, 32, "120");

    /** kubeadm starts no control plane on less (its preflight check NumCPU). */
    private static final int LEAST_CPUS = 2;

    private final int mostNodes;
    private final int cpus;
    private final BigDecimal memory;

    MachineClass(int mostNodes, int cpus, String memory) {
        this.mostNodes = mostNodes;
        this.cpus = cpus;
        this.memory = new BigDecimal(memory);
    }

    static MachineClass of(int nodes) {
        return Arrays.stream(values())
                .filter(each -> nodes <= each.mostNodes)
                .findFirst()
                .orElse(OF_MORE);
    }

    Optional<MachineClass> next() {
        return this == OF_MORE ? Optional.empty() : Optional.of(of(mostNodes + 1));
    }

    int cpus() {
        return Math.max(LEAST_CPUS, cpus);
    }

    /** In GB. */
    BigDecimal memory() {
        return memory;
    }

    int mostNodes() {
        return mostNodes;
    }
}
