package io.kprov.step.etcd;

import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.View;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The members as etcd itself knows them. */
final class KnownMembers {
    static final EtcdKeysFact KEYS = new EtcdKeysFact();

    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    private KnownMembers() {}

    /** What any member says, the one that knows of most; empty when none answers. */
    static Optional<EtcdMembers> of(View view) {
        return view.cluster().externalMembers().stream()
                .flatMap(host -> view.others().facts(host).stream())
                .filter(facts -> facts.knows(MEMBERS))
                .map(facts -> facts.get(MEMBERS))
                .filter(EtcdMembers::answered)
                .max(Comparator.comparingInt(members -> members.voters().size()));
    }

    static Optional<EtcdMembers.Member> self(EtcdMembers members, Host host) {
        return members.find(host.name(), EtcdFiles.peerUrl(host));
    }

    static List<String> voters(EtcdMembers members) {
        return members.voters().stream().flatMap(member -> member.clientUrls().stream()).toList();
    }

    /** Whether there is something of Kubernetes in what they hold. */
    static boolean haveKeys(View view) {
        return view.cluster().externalMembers().stream()
                .flatMap(host -> view.others().facts(host).stream())
                .anyMatch(facts -> facts.knows(KEYS) && facts.get(KEYS));
    }
}
