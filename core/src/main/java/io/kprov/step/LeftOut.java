package io.kprov.step;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Workers that a run goes on without: they cannot be reached, and the operator accepts that.
 *
 * @param tolerated how many hosts there may be
 * @param hosts their names and why each is left out
 */
public record LeftOut(int tolerated, Map<String, Problem> hosts) {
    public static final LeftOut NOBODY = new LeftOut(0, Map.of());

    public LeftOut {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    /** Nobody yet, and no more than this. */
    public static LeftOut upTo(int tolerated) {
        return new LeftOut(tolerated, Map.of());
    }

    public boolean has(Host host) {
        return hosts.containsKey(host.name());
    }

    /** Whether every host takes part. */
    public boolean nobody() {
        return hosts.isEmpty();
    }

    /**
     * With the workers that a look could not reach. Those that are left out already stay so, even
     * where they answer by now: what would be done there was not shown.
     *
     * @throws KprovException SSH when they are more than tolerated, naming all that do not answer
     */
    public LeftOut with(Cluster cluster, ClusterView seen) {
        var all = new LinkedHashMap<>(hosts);
        seen.unseen()
                .forEach((host, problem) -> {
                    if (seen.isAway(host) && host.isOnlyWorker()) {
                        all.putIfAbsent(host.name(), problem);
                    }
                });
        if (tolerated > 0 && all.size() > tolerated) {
            throw new KprovException(
                    ExitCode.SSH,
                    Stream.concat(
                                    Stream.of(tooMany(all)),
                                    seen.unseen().values().stream().distinct())
                            .toList());
        }
        return tolerated == 0 ? this : new LeftOut(tolerated, all);
    }

    /** With one more, where there is room for it and it is of those that may be left out. */
    LeftOut with(Cluster cluster, Host host, Problem why) {
        if (!hasRoomFor(cluster, host)) {
            return this;
        }
        var all = new LinkedHashMap<>(hosts);
        all.put(host.name(), why);
        return new LeftOut(tolerated, all);
    }

    boolean hasRoomFor(Cluster cluster, Host host) {
        return !has(host) && hosts.size() < tolerated && host.isOnlyWorker();
    }

    private Problem tooMany(Map<String, Problem> all) {
        return new Problem(
                all.size() + " workers cannot be reached, and " + tolerated + " are tolerated",
                String.join(", ", all.keySet()),
                "nothing was changed",
                "bring them back, or allow for more: --tolerate-unreachable " + all.size());
    }

    /** {@code "2 hosts were left out: w-7 w-9"}; only where there are some. */
    public String sentence() {
        return hosts.size()
                + (hosts.size() == 1 ? " host was" : " hosts were")
                + " left out: "
                + String.join(" ", hosts.keySet());
    }

    /** A line for each, with the reason. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        hosts.forEach((host, why) ->
                lines.add(
                        host
                                + ": left out: cannot be reached: "
                                + why.why().lines().collect(Collectors.joining(" "))));
        return lines;
    }
}
