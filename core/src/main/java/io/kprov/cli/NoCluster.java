package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.step.upgrade.Versions;

/** Why machines do not come and go where no cluster answers, or one of other versions. */
final class NoCluster {
    private NoCluster() {}

    static KprovException toAddTo() {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "there is no cluster that answers",
                        "no API server of the inventory's other control planes is ready",
                        "nothing was changed",
                        "a new cluster is made by 'kprov apply'; of one that is there 'kprov status' tells what is bad"));
    }

    /**
     * A machine that joins has what the lock says; a kubelet must not be newer than an API server.
     *
     * @throws KprovException FAILED where the cluster is still to be upgraded
     */
    static void requireSameVersions(Planning planning) {
        if (Versions.isUpgradeDue(planning.blueprint(), planning.seen())) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "the cluster is to be upgraded first",
                            "hosts in it run other versions than kprov.lock has, or an upgrade has not ended",
                            "nothing was changed",
                            "kprov upgrade --to %s, then repeat the command"
                                    .formatted(
                                            planning.blueprint()
                                                    .cluster()
                                                    .kubernetes()
                                                    .version())));
        }
    }

    static KprovException toLeave() {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "no API server answers of those that would stay",
                        "what leaves is moved and forgotten by the cluster, which must be there for it",
                        "nothing was changed",
                        "'kprov status' tells what is bad; when an API server answers, repeat the command"));
    }

    static KprovException toReplaceIn(Host successor) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "no API server answers but those of the machines that change places",
                        "the others let " + successor + " in, and there is none",
                        "nothing was changed",
                        "where the old machine is the only control plane: 'kprov add-node NEW', then 'kprov remove-node OLD';\n"
                                + "else 'kprov status' tells what is bad"));
    }
}
