package io.kprov.facts;

import io.kprov.facts.RunningPods.Pod;
import io.kprov.facts.RunningPods.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods that run in the cluster; empty when the API server of this control plane does not
 * answer. Of each pod a line comes back and not the object, of which there may be thousands.
 */
public record RunningPodsFact() implements Fact<Optional<RunningPods>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<RunningPodsFact, Optional<RunningPods>> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<RunningPodsFact, Optional<RunningPods>> {
        private static final String ROOT_CA = "kube-root-ca.crt";

        @Override
        public String name() {
            return "pods";
        }

        @Override
        public String script(List<RunningPodsFact> facts) {
            return """
            if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
              k="kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --request-timeout 20s --cache-dir /dev/null get -A"
              $k configmaps --field-selector metadata.name=kube-root-ca.crt -o 'go-template={{range .items}}{{range .metadata.managedFields}}{{if .time}}published {{.time}}{{"\\n"}}{{end}}{{end}}{{end}}' &&
              $k replicasets -o 'go-template={{range .items}}{{$set := .metadata}}{{range .metadata.ownerReferences}}{{if .controller}}set {{$set.namespace}} {{$set.name}} {{.kind}} {{.name}}{{"\\n"}}{{end}}{{end}}{{end}}' &&
              $k pods --field-selector status.phase=Running -o 'go-template={{range .items}}{{if not .metadata.deletionTimestamp}}pod {{.metadata.namespace}} {{.metadata.name}}{{range .metadata.ownerReferences}}{{if .controller}} of {{.kind}} {{.name}}{{end}}{{end}}{{range .spec.volumes}}{{if .configMap}} map {{.configMap.name}}{{end}}{{if .projected}}{{range .projected.sources}}{{if .configMap}} map {{.configMap.name}}{{end}}{{end}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .state.running}} since {{.state.running.startedAt}}{{end}}{{end}}{{"\\n"}}{{end}}{{end}}' &&
              echo '@answered'
            fi\
            """;
        }

        @Override
        public List<String> words(RunningPodsFact fact) {
            return List.of();
        }

        @Override
        public Map<RunningPodsFact, Optional<RunningPods>> parse(
                List<RunningPodsFact> facts, List<String> output) {
            return Map.of(
                    new RunningPodsFact(),
                    output.isEmpty() || !output.getLast().equals("@answered")
                            ? Optional.empty()
                            : Optional.of(pods(output)));
        }

        private static RunningPods pods(List<String> output) {
            var pods = new ArrayList<Pod>();
            var ownersOfSets = new HashMap<Workload, Workload>();
            Optional<Instant> published = Optional.empty();
            for (String line : output) {
                var words = Arrays.asList(line.split(" ", -1));
                switch (words.getFirst()) {
                    case "published" -> {
                        var time = Instant.parse(words.get(1));
                        published = Optional.of(published.filter(time::isBefore).orElse(time));
                    }
                    case "set" ->
                            ownersOfSets.put(
                                    new Workload("ReplicaSet", words.get(1), words.get(2)),
                                    new Workload(words.get(3), words.get(1), words.get(4)));
                    case "pod" -> pods.add(pod(words, ownersOfSets));
                    default -> {}
                }
            }
            return new RunningPods(pods, published);
        }

        private static Pod pod(List<String> words, Map<Workload, Workload> ownersOfSets) {
            Optional<Workload> workload = Optional.empty();
            boolean readsCa = false;
            var started = Instant.MAX;
            for (int i = 3; i + 1 < words.size(); i += 2) {
                String value = words.get(i + 1);
                switch (words.get(i)) {
                    case "of" -> {
                        var owner = new Workload(value, words.get(1), words.get(i + 2));
                        workload = Optional.of(ownersOfSets.getOrDefault(owner, owner));
                        i++;
                    }
                    case "map" -> readsCa |= value.equals(ROOT_CA);
                    case "since" -> {
                        var time = Instant.parse(value);
                        started = time.isBefore(started) ? time : started;
                    }
                    default -> throw new IllegalArgumentException(String.join(" ", words));
                }
            }
            return new Pod(words.get(1), words.get(2), workload, readsCa, started);
        }
    }
}
