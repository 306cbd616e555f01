package io.kprov.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Deprecated APIs that somebody called since the API server on this very control plane started, as
 * its metric {@code apiserver_requested_deprecated_apis} tells (kubernetes.io: Deprecated API
 * Migration Guide). Nothing when it does not answer.
 */
public record DeprecatedApisFact() implements Fact<List<DeprecatedApi>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<DeprecatedApisFact, List<DeprecatedApi>> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<DeprecatedApisFact, List<DeprecatedApi>> {
        private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

        @Override
        public String name() {
            return "deprecated-apis";
        }

        @Override
        public String script(List<DeprecatedApisFact> facts) {
            return """
            if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
            kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --request-timeout 5s --cache-dir /dev/null \\
              get --raw /metrics | grep '^apiserver_requested_deprecated_apis{'
            fi\
            """;
        }

        @Override
        public List<String> words(DeprecatedApisFact fact) {
            return List.of();
        }

        @Override
        public Map<DeprecatedApisFact, List<DeprecatedApi>> parse(
                List<DeprecatedApisFact> facts, List<String> output) {
            var found = new TreeSet<DeprecatedApi>();
            for (String line : output) {
                var labels = new HashMap<String, String>();
                Matcher label = LABEL.matcher(line);
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                if (labels.containsKey("resource")) {
                    found.add(
                            new DeprecatedApi(
                                    labels.getOrDefault("group", ""),
                                    labels.getOrDefault("version", ""),
                                    labels.getOrDefault("resource", ""),
                                    labels.getOrDefault("removed_release", "")));
                }
            }
            return Map.of(new DeprecatedApisFact(), List.copyOf(found));
        }
    }
}
