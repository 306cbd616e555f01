package io.kprov.facts;

import java.util.List;
import java.util.Optional;

/**
 * The members of an etcd cluster.
 *
 * @param healthyEndpoints client URLs that answered the health check
 */
public record EtcdMembers(List<Member> members, List<String> healthyEndpoints) {

    /** What is known of etcd when no member answers. */
    public static final EtcdMembers SILENT = new EtcdMembers(List.of(), List.of());

    /**
     * One member.
     *
     * @param id hexadecimal, as etcdctl takes it
     * @param name empty for a member that was added and never started
     */
    public record Member(
            String id,
            String name,
            List<String> peerUrls,
            List<String> clientUrls,
            boolean learner) {}

    /**
     * The member of a host; one that was added and has never started is known by its peer URL, as
     * it has no name yet.
     */
    public Optional<Member> find(String name, String peerUrl) {
        return members.stream()
                .filter(member ->
                        member.name.isEmpty()
                                ? member.peerUrls.contains(peerUrl)
                                : member.name.equals(name))
                .findFirst();
    }

    public boolean answered() {
        return !members.isEmpty();
    }

    public List<Member> voters() {
        return members.stream().filter(member -> !member.learner).toList();
    }

    /** Voters that a majority needs (etcd FAQ: n/2 + 1). */
    public int quorum() {
        return voters().size() / 2 + 1;
    }

    public long healthyVoters() {
        return healthyVotersWithout("");
    }

    /** Those that vote on when the member of this name is away, be it healthy itself or not. */
    public long healthyVotersWithout(String name) {
        return voters().stream()
                .filter(member -> name.isEmpty() || !member.name.equals(name))
                .filter(member -> member.clientUrls.stream().anyMatch(healthyEndpoints::contains))
                .count();
    }

    /**
     * Whether the member of this name may be away for a while. One or two voters cannot miss any,
     * so there an interruption is what the operator chose; where nobody answers nothing is known,
     * and the answer is no.
     */
    public boolean mayMiss(String name) {
        return answered() && (voters().size() <= 2 || healthyVotersWithout(name) >= quorum());
    }

    /** Whether every member that votes passes its health check. */
    public boolean allHealthy() {
        return answered() && healthyVoters() == voters().size();
    }
}
