package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.snapshot.RestoreOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How far a host is in a restore of etcd. */
public record RestoreFact(RestoreOrder order) implements Fact<RestoreState> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<RestoreFact, RestoreState> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<RestoreFact, RestoreState> {
        @Override
        public String name() {
            return "restore";
        }

        /** An etcd that listens on a socket only is one that proves a snapshot. */
        @Override
        public String script(List<RestoreFact> facts) {
            return facts.stream()
                    .map(fact -> fact.order)
                    .map(order ->
                            """
                            [ -e %1$s ] && echo uploaded
                            [ -e %2$s/member ] && echo prepared
                            [ -e %3$s/swapped ] && echo swapped
                            [ -e %4$s ] && echo open
                            for pod in etcd kube-apiserver kube-controller-manager kube-scheduler; do
                              [ -e /etc/kubernetes/manifests/$pod.yaml ] && echo manifest $pod
                              [ -e %3$s/manifests/$pod.yaml ] && echo aside $pod
                            done
                            for comm in /proc/[0-9]*/comm; do
                              read -r name <"$comm" || continue
                              case "$name" in
                                etcd | kube-apiserver) ;;
                                *) continue ;;
                              esac
                              words=$(tr '\\0' ' ' <"${comm%%/comm}/cmdline") || continue
                              case "$words" in
                                '' | *unix://*) ;;
                                *) echo running "$name" ;;
                              esac
                            done\
                            """
                                    .formatted(
                                            quoted(order.snapshot()),
                                            quoted(order.prepared()),
                                            quoted(order.folder()),
                                            RestoreOrder.OPEN))
                    .collect(Collectors.joining("\n"));
        }

        private static String quoted(String path) {
            return ShellQuote.quote(List.of(path));
        }

        @Override
        public List<String> words(RestoreFact fact) {
            return List.of(fact.order.id());
        }

        @Override
        public Map<RestoreFact, RestoreState> parse(List<RestoreFact> facts, List<String> output) {
            Map<String, Set<String>> named = new HashMap<>();
            for (String line : output) {
                String[] words = line.split(" ", 2);
                named.computeIfAbsent(words[0], _ -> new HashSet<>())
                        .add(words.length > 1 ? words[1] : "");
            }
            var state =
                    new RestoreState(
                            named.containsKey("uploaded"),
                            named.containsKey("prepared"),
                            named.containsKey("swapped"),
                            named.containsKey("open"),
                            named.getOrDefault("manifest", Set.of()),
                            named.getOrDefault("aside", Set.of()),
                            named.getOrDefault("running", Set.of()));
            return facts.stream().collect(Collectors.toMap(fact -> fact, _ -> state));
        }
    }
}
