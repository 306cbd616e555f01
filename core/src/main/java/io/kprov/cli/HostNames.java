package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.LinkedHashSet;
import java.util.List;

/** Hosts that the command line names. */
final class HostNames {
    private HostNames() {}

    /**
     * The hosts of these names, each once, in the order of the command line.
     *
     * @throws KprovException USAGE naming all that the inventory does not have
     */
    static List<Host> in(Cluster cluster, List<String> names) {
        var known = cluster.hosts().stream().map(Host::name).toList();
        var unknown = names.stream().filter(name -> !known.contains(name)).distinct().toList();
        if (!unknown.isEmpty()) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "the inventory has no host " + String.join(", ", unknown),
                            "its hosts are " + String.join(" ", known),
                            "nothing was changed",
                            "correct the name, or write the host into the inventory"));
        }
        return new LinkedHashSet<>(names).stream().map(cluster::host).toList();
    }
}
