package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One of the hosts that hold a member of etcd. */
final class MemberOption {
    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "This host with a member of etcd, and no other.")
    private @Nullable String name;

    /**
     * The host; empty when none was named.
     *
     * @throws KprovException USAGE when it has no member
     */
    Optional<Host> in(Cluster cluster) {
        return Optional.ofNullable(name)
                .map(wanted ->
                        cluster.etcdMembers().stream()
                                .filter(host -> host.name().equals(wanted))
                                .findFirst()
                                .orElseThrow(() -> unknown(cluster, wanted)));
    }

    /** The one that was named, or all. */
    List<Host> orAll(Cluster cluster) {
        return in(cluster).map(List::of).orElse(cluster.etcdMembers());
    }

    private static KprovException unknown(Cluster cluster, String wanted) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "no host " + wanted + " holds a member of etcd",
                        "the inventory has " + cluster.etcdMembers(),
                        "no host was asked",
                        "name one of them with --host"));
    }
}
