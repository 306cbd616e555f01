package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.reset.ResetHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Hosts go back to what they were before kprov. Those go first that the others serve: nobody is
 * left waiting for a control plane or an etcd that is gone.
 */
public final class Reset {
    private Reset() {}

    /**
     * The list.
     *
     * @param chosen hosts to reset
     */
    public static Procedure procedure(Cluster wish, List<Host> chosen, ResetHost step) {
        var kinds = new LinkedHashMap<String, Predicate<Host>>();
        kinds.put("control planes", host -> host.has(Role.CONTROL_PLANE));
        kinds.put("etcd", wish::isExternalMember);
        kinds.put("workers", Host::isNode);
        kinds.put("load balancers", _ -> true);
        var groups = new LinkedHashMap<String, List<Host>>();
        var left = new ArrayList<>(chosen);
        for (var kind : kinds.entrySet()) {
            groups.put(kind.getKey(), left.stream().filter(kind.getValue()).toList());
            left.removeIf(kind.getValue());
        }
        return new Procedure(
                "reset",
                List.of("workers", "load balancers", "control planes", "etcd").stream()
                        .map(name -> stage(name, groups, step))
                        .toList());
    }

    private static Stage stage(String name, Map<String, List<Host>> groups, ResetHost step) {
        var hosts = groups.getOrDefault(name, List.of());
        return Stage.of(name, Track.of(_ -> hosts, ALL, step));
    }
}
