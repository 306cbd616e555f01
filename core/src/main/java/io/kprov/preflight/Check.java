package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.List;
import java.util.Set;

/** Something that must be true of the hosts, on bare machines and on an installed cluster alike. */
public interface Check {

    /** Used in messages and to waive it. */
    CheckName name();

    /** What must be true, in a sentence without its full stop. */
    String title();

    /** The gravest that it finds. */
    Severity severity();

    /** What it asks of a host. */
    Set<Fact<?>> facts(Cluster cluster, Host host);

    /**
     * What it finds, given what was seen; hosts that were not reached are left to {@code login}.
     */
    List<Finding> evaluate(Cluster cluster, ClusterView seen);
}
