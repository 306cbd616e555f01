package io.kprov.facts;

import java.util.List;

/**
 * How each member of an etcd cluster is, as one of them tells.
 *
 * @param members all of them; those that give no answer have no endpoint
 * @param endpoints what those say of themselves that answered
 * @param alarms that keep etcd from writing until they are disarmed
 */
public record EtcdStatus(
        List<EtcdMembers.Member> members, List<Endpoint> endpoints, List<Alarm> alarms) {

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
            long applied) {}

    /**
     * An alarm of a member.
     *
     * @param kind {@code NOSPACE} or {@code CORRUPT}
     */
    public record Alarm(String id, String kind) {}
}
