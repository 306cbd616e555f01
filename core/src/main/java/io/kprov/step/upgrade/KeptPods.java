package io.kprov.step.upgrade;

import io.kprov.facts.NodePods;
import io.kprov.facts.NodePods.Pod;
import io.kprov.facts.TrialEviction;
import io.kprov.facts.TrialEvictionsFact;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods of a node that a drain would wait for in vain. */
final class KeptPods {
    private KeptPods() {}

    static TrialEvictionsFact trials(Host host) {
        return new TrialEvictionsFact(host.name());
    }

    /** A line for each, with what keeps it. */
    static List<String> forGood(ClusterView seen, Host host) {
        var pods = seen.ask(DrainHost.pods(host)).orElse(NodePods.SILENT);
        var trials = seen.ask(trials(host)).orElse(Map.of());
        return pods.moving().stream()
                .flatMap(pod ->
                        why(pods, pod, Optional.ofNullable(trials.get(pod.toString()))).stream()
                                .map(why -> "%s: %s %s".formatted(host, pod, why)))
                .toList();
    }

    private static List<String> why(NodePods pods, Pod pod, Optional<TrialEviction> trial) {
        if (trial.isEmpty()) {
            return pods.keepingForGood(pod).stream().map(budget -> "is kept by " + budget).toList();
        }
        return switch (trial.get()) {
            case TrialEviction.Allowed() -> List.of();
            case TrialEviction.Refused(var forNow, var words) ->
                    forNow
                            ? pods.fullBudgets(pod).stream()
                                    .map(budget -> "is kept by %s: %s".formatted(budget, words))
                                    .toList()
                            : List.of("may not go: " + words);
        };
    }
}
