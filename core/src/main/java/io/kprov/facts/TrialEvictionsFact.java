package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Evictions of a node's pods with {@code dryRun: All} (kubernetes.io: API-initiated Eviction), by
 * the API server of this very control plane. It takes everything into account that an eviction
 * meets: several budgets on a pod, the budget's policy for unhealthy pods, webhooks and policies of
 * admission. A trial takes nothing off a budget. Not {@code kubectl drain --dry-run=server}: that
 * tries pods again that are refused until its time is up, and then says just that.
 *
 * <p>The answer has the pods that were asked for, as {@code namespace/name}: those of a budget that
 * allows none to go, those of several budgets, and every pod that moves where admission has
 * something to say about evictions. For the others the answer is yes, or stays unknown.
 *
 * <p>Costs a call of kubectl for the budgets, one for the rules of admission, one for each budget
 * that allows none or has another one in its namespace, and one for each pod that is asked for,
 * eight at a time. After 15 seconds nothing more is asked.
 *
 * @param node the node's name
 */
public record TrialEvictionsFact(String node) implements Fact<Map<String, TrialEviction>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<TrialEvictionsFact, Map<String, TrialEviction>> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<TrialEvictionsFact, Map<String, TrialEviction>> {
        /**
         * What kubectl says before the API server's words; there is none before those of a policy
         * that finds the eviction invalid.
         */
        private static final Pattern REFUSED =
                Pattern.compile(
                        "Error from server(?: \\((\\w+)\\))?: (.*)|(The .* is invalid: .*)");

        /** dryRun stands in the address too: it must not be missed. */
        private static final String SCRIPT =
                """
                if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
                k() {
                  timeout 10 kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --cache-dir /dev/null "$@"
                }
                moving() {
                  k get pods "$@" -o go-template='{{range .items}}{{$stays := false}}{{range .metadata.ownerReferences}}{{if or (eq .kind "DaemonSet") (eq .kind "Node")}}{{$stays = true}}{{end}}{{end}}{{if not $stays}}{{.spec.nodeName}} {{.metadata.namespace}} {{.metadata.name}}{{"\\n"}}{{end}}{{end}}'
                }
                # Namespace, how many pods may go, and the selector as kubectl takes it.
                budgets() {
                  k get poddisruptionbudgets -A -o go-template='{{range .items}}{{.metadata.namespace}}|{{.status.disruptionsAllowed}}|{{with .spec.selector}}{{range $key, $value := .matchLabels}}{{$key}}={{$value}},{{end}}{{range .matchExpressions}}{{if eq .operator "Exists"}}{{.key}}{{else if eq .operator "DoesNotExist"}}!{{.key}}{{else}}{{.key}} {{if eq .operator "In"}}in{{else}}notin{{end}} ({{range $i, $value := .values}}{{if $i}},{{end}}{{$value}}{{end}}){{end}},{{end}}{{end}}{{"\\n"}}{{end}}'
                }
                guarded() {
                  budgets | awk -F '|' '{ line[NR] = $0; of[$1]++ } END { for (i = 1; i <= NR; i++) { split(line[i], part, "|"); if (part[2] < 1 || of[part[1]] > 1) print line[i] } }' |
                    while IFS='|' read -r namespace allowed selector; do
                      [ "$(date +%s)" -lt $end ] || break
                      moving -n "$namespace" -l "${selector%,}" | sed "s/\\$/ $allowed/"
                    done | sort | awk '{ pod = $1 " " $2 " " $3; if ($4 < 1 || pod == last) print pod; last = pod }' | uniq
                }
                admission() {
                  k get validatingwebhookconfigurations,mutatingwebhookconfigurations,validatingadmissionpolicies -o jsonpath='{.items[*].webhooks[*].rules[*].resources[*]} {.items[*].spec.matchConstraints.resourceRules[*].resources[*]}' |
                    tr ' ' '\\n' | grep -qxE '(pods|\\*)/(eviction|\\*)'
                }
                try() {
                  answer=$(printf '{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"namespace":"%s","name":"%s"},"deleteOptions":{"dryRun":["All"]}}' "$2" "$3" |
                    k create --raw "/api/v1/namespaces/$2/pods/$3/eviction?dryRun=All" -f - 2>&1)
                  printf '%s %s %s %s %s\\n' "$1" "$2" "$3" "$?" "$(echo "$answer" | tr '\\n' ' ' | cut -c 1-500)"
                }
                end=$(($(date +%s) + 15)) tried=0
                { guarded; if admission; then moving -A; fi; } | {
                  while read -r node namespace pod; do
                    case " $nodes " in *" $node "*) ;; *) continue ;; esac
                    [ "$(date +%s)" -lt $end ] || break
                    try "$node" "$namespace" "$pod" &
                    tried=$((tried + 1))
                    [ $((tried % 8)) -ne 0 ] || wait
                  done
                  wait
                }
                fi\
                """;

        @Override
        public String name() {
            return "trial-evictions";
        }

        @Override
        public String script(List<TrialEvictionsFact> facts) {
            String nodes = String.join(" ", facts.stream().map(TrialEvictionsFact::node).toList());
            return "nodes=" + ShellQuote.quote(nodes) + "\n" + SCRIPT;
        }

        @Override
        public List<String> words(TrialEvictionsFact fact) {
            return List.of(fact.node);
        }

        @Override
        public Map<TrialEvictionsFact, Map<String, TrialEviction>> parse(
                List<TrialEvictionsFact> facts, List<String> output) {
            var answers = new HashMap<TrialEvictionsFact, Map<String, TrialEviction>>();
            facts.forEach(fact -> answers.put(fact, new HashMap<>()));
            for (String line : output) {
                String[] words = line.split(" ", 5);
                var pods = words.length < 5 ? null : answers.get(new TrialEvictionsFact(words[0]));
                if (pods == null) {
                    continue;
                }
                String pod = words[1] + "/" + words[2];
                if (words[3].equals("0")) {
                    pods.put(pod, new TrialEviction.Allowed());
                    continue;
                }
                var refused = REFUSED.matcher(words[4].strip());
                // A pod that is gone needs no eviction; and a kubectl without an answer says
                // nothing of the pod.
                if (refused.matches() && !"NotFound".equals(refused.group(1))) {
                    pods.put(
                            pod,
                            new TrialEviction.Refused(
                                    "TooManyRequests".equals(refused.group(1)),
                                    refused.group(2) == null
                                            ? refused.group(3)
                                            : refused.group(2)));
                }
            }
            return Map.copyOf(answers);
        }
    }
}
