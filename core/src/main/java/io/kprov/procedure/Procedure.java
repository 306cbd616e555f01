package io.kprov.procedure;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.Step;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** An ordered list of stages under a name. */
public record Procedure(String name, List<Stage> stages) {

    public Procedure {
        stages = List.copyOf(stages);
    }

    /** Every step, in order of first mention. */
    public List<Step> steps() {
        return stages.stream()
                .flatMap(stage -> stage.tracks().stream())
                .flatMap(track -> track.steps().stream())
                .distinct()
                .toList();
    }

    /** The next stage starts when every track of this one is done. */
    public record Stage(String name, List<Track> tracks) {
        public Stage {
            tracks = List.copyOf(tracks);
        }

        public static Stage of(String name, Track... tracks) {
            return new Stage(name, List.of(tracks));
        }
    }

    /**
     * Steps that a group of hosts walks, and how the hosts follow one another.
     *
     * @param rescue what a host walks whose steps came to no good end; none of it is in a plan
     */
    public record Track(
            Function<Cluster, List<Host>> hosts,
            Spread spread,
            List<Step> steps,
            List<Step> rescue) {
        public Track {
            steps = List.copyOf(steps);
            rescue = List.copyOf(rescue);
        }

        public Track(Function<Cluster, List<Host>> hosts, Spread spread, List<Step> steps) {
            this(hosts, spread, steps, List.of());
        }

        public static Track of(Function<Cluster, List<Host>> hosts, Spread spread, Step... steps) {
            return new Track(hosts, spread, Stream.of(steps).toList());
        }

        /** The same, where a host that fails walks these steps. */
        public Track rescuedBy(Step... rescue) {
            return new Track(hosts, spread, steps, Stream.of(rescue).toList());
        }
    }

    /** How a track spreads over its hosts. */
    public sealed interface Spread {
        /** One host: a control plane whose API server is ready, else the first. */
        Spread FIRST_ONLY = Plain.FIRST_ONLY;

        /** One host after the other, in the order of the track, behind gates where they serve. */
        Spread ONE_BY_ONE = Plain.ONE_BY_ONE;

        /** All at once. */
        Spread ALL = Plain.ALL;

        /**
         * All at once while there is no cluster; one control plane, etcd member or load balancer at
         * a time, behind gates, once there is one; zone by zone.
         */
        Spread ROLLING = Plain.ROLLING;

        /** The spreads that need no further word. */
        enum Plain implements Spread {
            FIRST_ONLY,
            ONE_BY_ONE,
            ALL,
            ROLLING
        }

        /**
         * Workers: of each pool so many at a time, zone by zone; pools side by side.
         *
         * @param maxFailures hosts that may fail while the others go on
         */
        record Batches(Share atOnce, int maxFailures) implements Spread {}
    }

    /**
     * A number of hosts.
     *
     * @param number of hosts, or of hundredths of them
     */
    public record Share(int number, boolean percent) {
        /** Of so many hosts; at least one. */
        public int of(int hosts) {
            return Math.max(1, percent ? hosts * number / 100 : number);
        }

        @Override
        public String toString() {
            return percent ? number + "%" : Integer.toString(number);
        }
    }
}
