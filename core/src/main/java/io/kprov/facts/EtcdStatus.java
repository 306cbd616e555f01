package io.kprov.facts;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How each member of an etcd cluster is, as one of them tells.
 *
 * @param members all of them; those that give no answer have no endpoint
 * @param endpoints what those say of themselves that answered
 * @param alarms that keep etcd from writing until they are disarmed
 */
public record EtcdStatus(
        List<EtcdMembers.Member> members, List<Endpoint> endpoints, List<Alarm> alarms) {

    private static final double MIB = 1_048_576;

    /** No member answers. */
    public static final EtcdStatus SILENT = new EtcdStatus(List.of(), List.of(), List.of());

    public EtcdStatus {
        members = List.copyOf(members);
        endpoints = List.copyOf(endpoints);
        alarms = List.copyOf(alarms);
    }

    /**
     * A member's word on itself.
     *
     * @param id hexadecimal
     * @param leader id of the one that it follows; {@code 0} when it knows of none
     * @param term of the election that it knows of; the newest one counts
     * @param bytes size of its database on the disk
     * @param bytesInUse what of that holds data; the rest is what defragmentation gives back
     * @param quota bytes at which writes are refused; 0 when the member does not say
     * @param applied index of the last entry of the raft log that is in its database
     * @param index index of the last entry that it knows of
     */
    public record Endpoint(
            String id,
            String version,
            String leader,
            long term,
            long bytes,
            long bytesInUse,
            long quota,
            long index,
            long applied) {

        /** What defragmentation would give back. */
        public long free() {
            return bytes - bytesInUse;
        }
    }

    /**
     * An alarm of a member.
     *
     * @param kind {@code NOSPACE} or {@code CORRUPT}
     */
    public record Alarm(String id, String kind) {
        /** A database has reached its quota: nobody's writes are accepted. */
        public static final String NO_SPACE = "NOSPACE";
    }

    /** For people: {@code 20.0 MiB}. */
    public static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }

    /** What a member says of itself; empty when it gives no answer. */
    public Optional<Endpoint> of(EtcdMembers.Member member) {
        return endpoints.stream().filter(endpoint -> endpoint.id().equals(member.id())).findFirst();
    }

    /** Whether the newest election was won by this member. */
    public boolean leads(EtcdMembers.Member member) {
        return endpoints.stream()
                .max(Comparator.comparingLong(Endpoint::term))
                .filter(newest -> newest.leader().equals(member.id()))
                .isPresent();
    }

    /** Members that give no answer. */
    public List<EtcdMembers.Member> silent() {
        return members.stream().filter(member -> of(member).isEmpty()).toList();
    }
}
