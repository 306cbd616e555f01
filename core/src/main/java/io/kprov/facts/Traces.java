package io.kprov.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What kprov, and the cluster that it made, have left on a host.
 *
 * @param found what there is of each kind; kinds without anything are not in it
 */
public record Traces(Map<Kind, List<String>> found) {
    public static final Traces NONE = new Traces(Map.of());

    /** Sorts of traces, in the order in which they are told. */
    public enum Kind {
        WORK("command that kprov has under way", "commands that kprov has under way"),
        UNIT("unit", "units"),
        FILE("file or folder", "files and folders"),
        PROGRAM("link to a program", "links to programs"),
        PACKAGE("package", "packages"),
        USER("user", "users"),
        SWAP("line of swap in fstab", "lines of swap in fstab"),
        INTERFACE("interface", "interfaces"),
        ADDRESS("virtual address", "virtual addresses"),
        CHAIN("netfilter chain or table", "netfilter chains and tables"),
        MOUNT("mount", "mounts"),
        DATA("folder of etcd's data", "folders of etcd's data"),
        /** Data that an earlier reset has put aside. */
        ASIDE("folder of etcd's data put aside", "folders of etcd's data put aside"),
        /** Audit logs: data, too. */
        LOG("folder of audit logs", "folders of audit logs"),
        /** In /run, gone with the next boot at the latest. */
        RUN("folder in /run", "folders in /run"),
        /** Snapshots of etcd: never removed. */
        BACKUP("folder of etcd's snapshots", "folders of etcd's snapshots"),
        /** At kprov's places, and not its own: never removed. */
        FOREIGN("file of others", "files of others");

        private final String one;
        private final String many;

        Kind(String one, String many) {
            this.one = one;
            this.many = many;
        }

        String counted(int number) {
            return number + " " + (number == 1 ? one : many);
        }
    }

    /** What no reset takes away. */
    private static final Set<Kind> STAYING = Set.of(Kind.BACKUP, Kind.FOREIGN);

    /** What a reset takes away only if somebody says so; etcd's own data makes room. */
    private static final Set<Kind> KEPT = Set.of(Kind.ASIDE, Kind.LOG);

    public Traces {
        var ordered = new EnumMap<Kind, List<String>>(Kind.class);
        found.forEach((kind, subjects) -> {
            if (!subjects.isEmpty()) {
                ordered.put(kind, List.copyOf(subjects));
            }
        });
        found = Collections.unmodifiableMap(ordered);
    }

    public List<String> of(Kind kind) {
        return found.getOrDefault(kind, List.of());
    }

    /**
     * What is to go, by kinds with their numbers; empty when the host is as it was before.
     *
     * @param withData whether data goes, too
     */
    public List<String> due(boolean withData) {
        var counted = new ArrayList<String>();
        found.forEach((kind, subjects) -> {
            if (!STAYING.contains(kind) && (withData || !KEPT.contains(kind))) {
                counted.add(kind.counted(subjects.size()));
            }
        });
        return counted;
    }

    /** Whether there is data that a reset asks about. */
    public boolean hasData() {
        return found.containsKey(Kind.DATA) || KEPT.stream().anyMatch(found::containsKey);
    }

    /** Whether nothing but what is gone at the next boot is left to remove. */
    public boolean onlyRun(boolean withData) {
        return due(withData).equals(List.of(Kind.RUN.counted(of(Kind.RUN).size())));
    }
}
