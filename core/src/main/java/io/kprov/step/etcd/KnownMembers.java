package io.kprov.step.etcd;

import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.ClusterView;
import io.kprov.step.View;
import java.util.Comparator;
import java.util.Optional;

/** The members as etcd itself knows them. */
public final class KnownMembers {
    static final EtcdKeysFact KEYS = new EtcdKeysFact();

    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    private KnownMembers() {}

    /** What any member says, the one that knows of most; empty when none answers. */
    static Optional<EtcdMembers> of(View view) {
        return of(view.cluster(), view.others());
    }

    /** The same of external etcd in a whole view. */
    public static Optional<EtcdMembers> of(Cluster cluster, ClusterView seen) {
        return cluster.externalMembers().stream()
                .flatMap(host -> seen.facts(host).stream())
                .filter(facts -> facts.knows(MEMBERS))
                .map(facts -> facts.get(MEMBERS))
                .filter(EtcdMembers::answered)
                .max(Comparator.comparingInt(members -> members.voters().size()));
    }

    static Optional<EtcdMembers.Member> self(EtcdMembers members, Host host) {
        return members.find(host.name(), EtcdFiles.peerUrl(host));
    }

    /** Whether there is something of Kubernetes in what they hold. */
    static boolean haveKeys(View view) {
        return view.cluster().externalMembers().stream()
                .flatMap(host -> view.others().facts(host).stream())
                .anyMatch(facts -> facts.knows(KEYS) && facts.get(KEYS));
    }
}
