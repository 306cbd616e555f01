package io.kprov.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;

/**
 * A cluster's etcd is to begin anew from what was saved of it. Noted before anything is changed, so
 * that a run that was cut short is gone on with.
 *
 * @param id names its folders on hosts
 * @param members names of the hosts whose members get the data; the others join them afterwards
 */
public record RestoreOrder(String id, Instant since, List<String> members, Source source) {
    public RestoreOrder {
        members = List.copyOf(members);
    }

    /**
     * Tells restores apart, and when each was begun: a time, and the head of a digest or a name.
     */
    public static String id(Instant since, String what) {
        return since.toString().replaceAll("[-:]", "")
                + "-"
                + what.substring(0, Math.min(8, what.length()));
    }

    /** Where the data comes from. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Source.File.class, name = "file"),
        @JsonSubTypes.Type(value = Source.Survivor.class, name = "survivor")
    })
    public sealed interface Source {

        /**
         * A snapshot on the operator's machine.
         *
         * @param path absolute
         * @param bytes of the file
         * @param sha256 of the file
         */
        record File(String path, long bytes, String sha256) implements Source {}

        /** What a member that outlived its quorum has on its disk. */
        record Survivor(String host) implements Source {}
    }

    /** Whether the host's member gets the data. */
    public boolean restores(String host) {
        return members.contains(host);
    }

    /** Where on a host everything about it is. */
    @JsonIgnore
    public String folder() {
        return FOLDER + "/" + id;
    }

    /** The folder of all of them on a host. */
    public static final String FOLDER = "/var/lib/kprov/restore";

    /** There from the moment a host's control plane is stopped until all of it is done. */
    public static final String OPEN = FOLDER + "/open";

    /** The snapshot on a host that restores from it. */
    @JsonIgnore
    public String snapshot() {
        return folder() + "/snapshot.db";
    }

    /** Where in etcd's folder the data lies that is not in its place yet. */
    @JsonIgnore
    public String prepared() {
        return "/var/lib/etcd/kprov-restore-" + id;
    }

    /** Where in etcd's folder the data lies that was there before. It is never deleted. */
    @JsonIgnore
    public String aside() {
        return "/var/lib/etcd/kprov-before-" + id;
    }
}
