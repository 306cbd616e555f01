package io.kprov.facts;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The members of an etcd cluster.
 *
 * @param healthyEndpoints client URLs of those that take part in every agreement; one that has no
 *     space left does
 * @param alarms kinds of the alarms that the health check told of
 */
public record EtcdMembers(List<Member> members, List<String> healthyEndpoints, Set<String> alarms) {

    public EtcdMembers(List<Member> members, List<String> healthyEndpoints) {
        this(members, healthyEndpoints, Set.of());
    }

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
            boolean learner) {

        /** What to call it: its id as long as it has never started. */
        public String label() {
            return name.isEmpty() ? id : name;
        }
    }

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

    /** Where those that vote are found by clients. */
    public List<String> voterUrls() {
        return voters().stream().flatMap(member -> member.clientUrls.stream()).toList();
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
                .filter(this::isHealthy)
                .count();
    }

    public boolean isHealthy(Member member) {
        return member.clientUrls.stream().anyMatch(healthyEndpoints::contains);
    }

    /** Whether the member of a host is a healthy one that votes, see {@link #find}. */
    public boolean votes(String name, String peerUrl) {
        return find(name, peerUrl)
                .filter(member -> !member.learner() && isHealthy(member))
                .isPresent();
    }

    /** The arithmetic of a quorum, in words. */
    public String counts() {
        return "members %d, healthy %d, quorum %d"
                .formatted(voters().size(), healthyVoters(), quorum());
    }

    /** Whether those that are healthy can agree on anything: a write, a change of the members. */
    public boolean hasQuorum() {
        return answered() && healthyVoters() >= quorum();
    }

    /** What is left when one is removed. */
    public EtcdMembers without(Member removed) {
        return new EtcdMembers(
                members.stream().filter(member -> !member.equals(removed)).toList(),
                healthyEndpoints,
                alarms);
    }

    /**
     * Whether a member may be removed: it is dead, the others can agree on it, and go on agreeing
     * afterwards.
     */
    public boolean mayRemove(Member dead) {
        return !isHealthy(dead) && hasQuorum() && without(dead).hasQuorum();
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
