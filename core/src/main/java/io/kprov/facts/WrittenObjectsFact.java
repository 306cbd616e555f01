package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Objects that somebody wrote last through one version of an API, as their managedFields and
 * kubectl's annotation tell (kubernetes.io: Server-Side Apply, Field Management): whoever it is
 * will write through it again. Nothing of a version that the API server on this very control plane
 * does not serve, and nothing of Kubernetes' own components, which change with the cluster.
 *
 * <p>The objects are read through the version that the API server prefers: a read through the one
 * in question would count as somebody's call of it ({@link DeprecatedApisFact}). Costs two calls of
 * kubectl for each API that is served, and one line for each object that is found.
 *
 * @param resource plural, e.g. {@code servicecidrs}
 */
public record WrittenObjectsFact(String group, String version, String resource)
        implements Fact<List<WrittenObject>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<WrittenObjectsFact, List<WrittenObject>> source() {
        return SOURCE;
    }

    /** As objects name it, e.g. {@code networking.k8s.io/v1beta1}. */
    public String apiVersion() {
        return group + "/" + version;
    }

    private String words() {
        return resource + " " + group + " " + version;
    }

    private static final class Source
            implements FactSource<WrittenObjectsFact, List<WrittenObject>> {
        private static final String HEAD = "@api ";
        private static final Set<String> OWN =
                Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet");

        @Override
        public String name() {
            return "written-objects";
        }

        @Override
        public String script(List<WrittenObjectsFact> facts) {
            // The annotation's JSON has its keys in order: apiVersion is at its beginning.
            return """
            if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
            k() {
              kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --request-timeout 10s --cache-dir /dev/null "$@"
            }
            for api in %s; do
              echo '%s'"$api"
              set -- $api
              k get --raw "/apis/$2/$3" | grep -q "\\"name\\":\\"$1\\"" || continue
              k get "$1.$2" -A --chunk-size 500 --show-managed-fields -o go-template='{{range .items}}{{$object := .metadata}}{{range .metadata.managedFields}}{{if eq .apiVersion "'"$2/$3"'"}}{{or $object.namespace ""}}|{{$object.name}}|{{.manager}}{{"\\n"}}{{end}}{{end}}{{range $key, $value := .metadata.annotations}}{{if eq $key "kubectl.kubernetes.io/last-applied-configuration"}}{{or $object.namespace ""}}|{{$object.name}}|{{printf "%%.100s" $value}}{{"\\n"}}{{end}}{{end}}{{end}}'
            done
            fi\
            """
                    .formatted(
                            ShellQuote.quote(
                                    facts.stream().map(WrittenObjectsFact::words).toList()),
                            HEAD);
        }

        @Override
        public List<String> words(WrittenObjectsFact fact) {
            return List.of(fact.resource, fact.group, fact.version);
        }

        @Override
        public Map<WrittenObjectsFact, List<WrittenObject>> parse(
                List<WrittenObjectsFact> facts, List<String> output) {
            var answers = new HashMap<WrittenObjectsFact, List<WrittenObject>>();
            for (WrittenObjectsFact fact : facts) {
                answers.put(fact, found(fact, output));
            }
            return answers;
        }

        private static List<WrittenObject> found(WrittenObjectsFact fact, List<String> output) {
            var managers = new TreeMap<String, String>();
            boolean ours = false;
            for (String line : output) {
                if (line.startsWith(HEAD)) {
                    ours = line.equals(HEAD + fact.words());
                    continue;
                }
                String[] words = line.split("\\|", 3);
                if (!ours || words.length < 3 || OWN.contains(words[2])) {
                    continue;
                }
                String name = words[0].isEmpty() ? words[1] : words[0] + "/" + words[1];
                if (!words[2].startsWith("{")) {
                    managers.put(name, words[2]);
                } else if (words[2].startsWith(
                        "{\"apiVersion\":\"%s\"".formatted(fact.apiVersion()))) {
                    managers.putIfAbsent(name, "kubectl apply");
                }
            }
            return managers.entrySet().stream()
                    .map(found -> new WrittenObject(found.getKey(), found.getValue()))
                    .toList();
        }
    }
}
