package io.kprov.step;

import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ImagesFact;
import io.kprov.facts.LinkFact;
import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.OwnFiles;
import io.kprov.facts.OwnFilesFact;
import io.kprov.facts.PackageFact;
import io.kprov.facts.PathFact;
import io.kprov.facts.ResolveFact;
import io.kprov.facts.SysctlFact;
import io.kprov.facts.Traces;
import io.kprov.facts.TracesFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.facts.UserFact;
import io.kprov.model.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A machine with Debian and nothing else. */
final class BlankHost {
    private BlankHost() {}

    static Object answer(Fact<?> fact) {
        return switch (fact) {
            case FileFact _ -> new FileState.Absent();
            case OwnFilesFact _ -> new OwnFiles(Set.of(), Set.of());
            case LinkFact _, SysctlFact _ -> "";
            case PathFact _, PackageFact _, DnsFact _, UserFact _, EtcdKeysFact _ -> false;
            case HttpFact _ -> 0;
            case ResolveFact _, CertificateFileFact _ -> List.of();
            case UnitFact _ -> unit(false);
            case ImagesFact _ -> Map.of();
            case ObjectFact _ -> new ObjectState.NoAnswer();
            case EtcdMembersFact _ -> new EtcdMembers(List.of(), List.of());
            case TracesFact _ -> Traces.NONE;
            case MachineFact _ -> machine("10.0.0.99", 0, false);
            default -> throw new IllegalArgumentException("no answer to " + fact);
        };
    }

    static UnitState unit(boolean exists) {
        return new UnitState(exists, "inactive", "dead", false, false, Map.of());
    }

    static Machine machine(String address, long swapMiB, boolean modules) {
        return new Machine(
                "debian",
                "",
                "12",
                "Debian GNU/Linux 12 (bookworm)",
                "6.1.0",
                "x86_64",
                "debian",
                "0123456789abcdef0123456789abcdef",
                4,
                8192,
                swapMiB,
                50_000,
                2,
                false,
                modules,
                modules,
                true,
                List.of("curl", "base64", "sha256sum", "tar"),
                List.of(
                        new Machine.InterfaceAddress(
                                "eth0", IpAddress.parse(address).orElseThrow(), 24)),
                List.of(),
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
