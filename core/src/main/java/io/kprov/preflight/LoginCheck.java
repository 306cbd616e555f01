package io.kprov.preflight;

import io.kprov.error.Problem;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether every host could be asked at all. */
final class LoginCheck {
    static final Check LOGIN =
            new ClusterCheck(
                    CheckName.LOGIN,
                    "every host lets kprov log in and become root",
                    Severity.ERROR,
                    (cluster, host) -> Set.of(),
                    LoginCheck::login);

    private LoginCheck() {}

    private static List<Finding> login(Cluster cluster, ClusterView seen) {
        var findings = new ArrayList<Finding>();
        for (Host host : cluster.hosts()) {
            if (seen.facts(host).isPresent()) {
                findings.add(Finding.ok(host, "logged in, commands run as root"));
            }
            seen.whyUnseen(host).ifPresent(problem -> findings.add(refused(host, problem)));
        }
        return findings;
    }

    private static Finding refused(Host host, Problem problem) {
        return Finding.error(host, problem.what() + ": " + problem.why(), problem.next());
    }
}
