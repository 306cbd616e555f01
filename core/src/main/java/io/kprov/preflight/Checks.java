package io.kprov.preflight;

import java.util.List;

/** All checks, in the order in which they are shown. */
public final class Checks {
    private static final List<Check> ALL =
            List.of(
                    LoginCheck.LOGIN,
                    MachineChecks.BASE_SYSTEM,
                    MachineChecks.OS,
                    MachineChecks.ARCHITECTURE,
                    MachineChecks.CPUS,
                    MachineChecks.MEMORY,
                    MachineChecks.DISK,
                    EtcdDiskCheck.ETCD_DISK,
                    KernelChecks.SWAP,
                    KernelChecks.KERNEL,
                    KernelChecks.CGROUPS,
                    IdentityChecks.HOSTNAME,
                    IdentityChecks.MACHINE_ID,
                    IdentityChecks.ADDRESS,
                    ClockCheck.CLOCKS,
                    EtcdLatencyCheck.ETCD_LATENCY,
                    PortCheck.PORTS,
                    VipCheck.VIP,
                    ReachChecks.ENDPOINT_NAME,
                    ReachChecks.DOWNLOADS,
                    ReachChecks.REGISTRIES);

    private Checks() {}

    public static List<Check> all() {
        return ALL;
    }

    /**
     * Those that can stop a run. The others advise who reads them, and may take their time over it:
     * a run asks nothing for their sake.
     */
    public static List<Check> stopping() {
        return ALL.stream().filter(check -> check.severity() == Severity.ERROR).toList();
    }
}
