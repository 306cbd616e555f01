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

    /** Steps that a group of hosts walks, and how the hosts follow one another. */
    public record Track(Function<Cluster, List<Host>> hosts, Spread spread, List<Step> steps) {
        public Track {
            steps = List.copyOf(steps);
        }

        public static Track of(Function<Cluster, List<Host>> hosts, Spread spread, Step... steps) {
            return new Track(hosts, spread, Stream.of(steps).toList());
        }
    }

    /** How a track spreads over its hosts. */
    public enum Spread {
        /** One host: a control plane whose API server is ready, else the first. */
        FIRST_ONLY,
        /** One host after the other, in inventory order. */
        ONE_BY_ONE,
        /** All at once. */
        ALL,
        /**
         * All at once while there is no cluster; one control plane, etcd member or load balancer at
         * a time, behind gates, once there is one.
         */
        ROLLING
    }
}
