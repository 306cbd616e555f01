package io.kprov.render;

import io.kprov.model.MachineSize;
import io.kprov.model.Reserved;
import io.kprov.model.Reserved.Amount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kubelet's kubeReserved and systemReserved (kubernetes.io: Reserve Compute Resources for
 * System Daemons). What is reserved is taken off the node's allocatable; with the kubelet's own
 * enforceNodeAllocatable, pods alone are held to it.
 *
 * <p>{@code auto} for kube are the tiers that GKE publishes (cloud.google.com/kubernetes-engine,
 * "Plan node sizes") and that TKE, VKS and OpenShift's autoSizingReserved have as well: of memory
 * 25% of the first 4 GiB, 20% of the next 4, 10% of the next 8, 6% of the next 112, 2% above, and
 * 255 MiB of a machine with less than 1 GiB; of CPU 6% of the first core, 1% of the second, 0.5% of
 * the next two, 0.25% above. {@code auto} for system, for which nobody publishes a formula, is the
 * fixed part that VKS adds to those tiers.
 */
final class ReservedResources {
    private static final int GIB = 1024;
    private static final long TINY_MIB = 255;
    private static final Map<String, Object> SYSTEM = amounts("100m", "200Mi");

    /**
     * The kernel keeps a few MiB more or less with each of its versions: a machine counts as the
     * next multiple of this, so that an update of the kernel is not a change of the machine's size.
     */
    private static final long STEP_MIB = 256;

    private record Tier(long width, long tenThousandths) {}

    private static final List<Tier> MEMORY =
            List.of(
                    new Tier(4 * GIB, 2500),
                    new Tier(4 * GIB, 2000),
                    new Tier(8 * GIB, 1000),
                    new Tier(112 * GIB, 600),
                    new Tier(Long.MAX_VALUE, 200));

    /** In thousandths of a core. */
    private static final List<Tier> CPU =
            List.of(
                    new Tier(1000, 600),
                    new Tier(1000, 100),
                    new Tier(2000, 50),
                    new Tier(Long.MAX_VALUE, 25));

    private ReservedResources() {}

    /** As keys of KubeletConfiguration; a size that is not known leaves a placeholder. */
    static Map<String, Object> settings(Reserved reserved, Optional<MachineSize> size) {
        var settings = new LinkedHashMap<String, Object>();
        put(settings, "kubeReserved", reserved.kube(), kube(size));
        put(settings, "systemReserved", reserved.system(), SYSTEM);
        return settings;
    }

    private static void put(
            Map<String, Object> settings, String key, Amount amount, Map<String, Object> auto) {
        switch (amount) {
            case Amount.None _ -> {}
            case Amount.Auto _ -> settings.put(key, auto);
            case Amount.Fixed(var cpu, var memory) -> {
                var amounts = new LinkedHashMap<String, Object>();
                cpu.ifPresent(text -> amounts.put("cpu", text));
                memory.ifPresent(text -> amounts.put("memory", text));
                settings.put(key, amounts);
            }
        }
    }

    private static Map<String, Object> kube(Optional<MachineSize> size) {
        return size.map(known -> amounts(cpu(known.cpus()) + "m", memory(known.memoryMiB()) + "Mi"))
                .orElseGet(() ->
                        amounts(
                                "{{CPU by the machine's size}}",
                                "{{memory by the machine's size}}"));
    }

    private static Map<String, Object> amounts(String cpu, String memory) {
        var amounts = new LinkedHashMap<String, Object>();
        amounts.put("cpu", cpu);
        amounts.put("memory", memory);
        return amounts;
    }

    static long cpu(int cpus) {
        return share(cpus * 1000L, CPU);
    }

    static long memory(long mib) {
        long counted = Math.ceilDiv(mib, STEP_MIB) * STEP_MIB;
        return counted < GIB ? TINY_MIB : share(counted, MEMORY);
    }

    /** Rounded up. */
    private static long share(long amount, List<Tier> tiers) {
        long left = amount;
        long tenThousandths = 0;
        for (Tier tier : tiers) {
            long here = Math.min(left, tier.width);
            tenThousandths += here * tier.tenThousandths;
            left -= here;
        }
        return Math.ceilDiv(tenThousandths, 10_000);
    }
}
