package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The versions that an upgrade goes through: kubeadm goes from one minor to the next. */
final class Hops {
    private Hops() {}

    /**
     * The versions in their order, the wanted one last; that one alone where nothing is between.
     *
     * @param via what the operator wants to go through
     * @param newest finds the newest release of a minor that they did not name
     * @throws KprovException USAGE for a way back, and for one that is not known
     */
    static List<KubernetesVersion> between(
            KubernetesVersion from,
            KubernetesVersion to,
            List<KubernetesVersion> via,
            Function<String, KubernetesVersion> newest) {
        if (to.isOlderThan(from)) {
            throw refused(
                    "the inventory has Kubernetes %s, and kubeadm takes no cluster back to %s"
                            .formatted(from, to),
                    "what was before an upgrade is in etcd's snapshots: kprov etcd restore");
        }
        if (!VersionTable.supports(to)) {
            throw refused(
                    "this kprov installs Kubernetes " + String.join(", ", VersionTable.minors()),
                    "name a version of these minors, or take the kprov that knows "
                            + to.minorText());
        }
        var hops = new ArrayList<KubernetesVersion>();
        for (int minor = from.minor() + 1; minor < to.minor(); minor++) {
            String text = from.major() + "." + minor;
            hops.add(
                    via.stream()
                            .filter(version -> version.minorText().equals(text))
                            .findFirst()
                            .orElseGet(() -> newest.apply(text)));
        }
        hops.add(to);
        return hops;
    }

    private static KprovException refused(String why, String next) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem("the cluster is not upgraded", why, "nothing was changed", next));
    }
}
