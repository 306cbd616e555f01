package io.kprov.simulator;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** kubectl, for the verbs and kinds that kprov uses. */
final class Kubectl {
    private static final Map<String, String> KINDS =
            Map.of(
                    "node", "Node",
                    "nodes", "Node",
                    "pod", "Pod",
                    "secret", "Secret",
                    "configmap", "ConfigMap",
                    "daemonset", "DaemonSet",
                    "deployment", "Deployment");

    private final SimulatedCluster cluster;

    Kubectl(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Words after {@code kubectl}. */
    Answer run(SimulatedMachine machine, List<String> words, String input) {
        var options = new Options(words);
        if (!machine.files().exists(options.required("--kubeconfig"))) {
            return Answer.failed(
                    "error: stat " + options.required("--kubeconfig") + ": no such file");
        }
        if (!cluster.apiReady(machine)) {
            return Answer.failed(
                    "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?");
        }
        var plain = options.plain();
        var rest = plain.subList(Math.min(1, plain.size()), plain.size());
        return switch (plain.isEmpty() ? "" : plain.getFirst()) {
            case "get" -> get(rest, options);
            case "apply" -> apply(input);
            case "label" -> change(rest, options, "label");
            case "annotate" -> change(rest, options, "annotate");
            case "taint" -> change(rest, options, "taint");
            case "patch" -> patch(rest, options);
            case "wait" -> waitReady(rest, options);
            case "rollout" -> rollout(rest, options);
            case "delete" -> delete(rest, options);
            default -> Answer.unknown("kubectl " + String.join(" ", plain));
        };
    }

    /** {@code kind name} or {@code kind/name}. */
    private static ObjectKey key(List<String> words, Options options) {
        var split = words.getFirst().split("/", 2);
        String kind = KINDS.get(split[0].toLowerCase(Locale.ROOT));
        if (kind == null) {
            throw new ProgramFailure("the simulator does not know kind " + split[0]);
        }
        String name = split.length > 1 ? split[1] : words.size() > 1 ? words.get(1) : "";
        return ObjectKey.of(kind, options.value("-n").orElse("default"), name);
    }

    static Answer notFound(ObjectKey key) {
        return Answer.failed(
                "Error from server (NotFound): "
                        + key.kind()
                        + " \""
                        + key.name()
                        + "\" not found");
    }

    private Answer get(List<String> words, Options options) {
        var key = key(words, options);
        if (key.name().isEmpty()) {
            var list = Json.object();
            var items = list.putArray("items");
            cluster.list(key.kind()).forEach(items::add);
            return Answer.ok(print(list, options));
        }
        return cluster.get(key)
                .map(object -> Answer.ok(print(object, options)))
                .orElseGet(() -> notFound(key));
    }

    private static String print(ObjectNode object, Options options) {
        String format = options.value("-o").orElse("json");
        return format.startsWith("jsonpath=")
                ? KubectlOutput.jsonPath(format.substring("jsonpath=".length()), object)
                : Json.text(object) + "\n";
    }

    Answer apply(String yaml) {
        Json.documents(yaml).forEach(cluster::apply);
        return Answer.ok();
    }

    private Answer change(List<String> words, Options options, String verb) {
        var key = key(words, options);
        var found = cluster.get(key);
        if (found.isEmpty()) {
            return notFound(key);
        }
        var object = found.get();
        for (String word : words.subList(words.getFirst().contains("/") ? 1 : 2, words.size())) {
            switch (verb) {
                case "label" -> set(object.withObject("/metadata/labels"), word);
                case "annotate" -> set(object.withObject("/metadata/annotations"), word);
                default -> taint(object.withObject("/spec"), word);
            }
        }
        object.remove("status");
        cluster.replace(object);
        return Answer.ok();
    }

    /** {@code key=value} or {@code key-}. */
    private static void set(ObjectNode map, String word) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            map.put(word.substring(0, equals), word.substring(equals + 1));
        } else if (word.endsWith("-")) {
            map.remove(word.substring(0, word.length() - 1));
        } else {
            throw new ProgramFailure("error: not key=value or key-: " + word);
        }
    }

    /** {@code key=value:Effect}, {@code key:Effect}, or one of them and {@code -}. */
    private static void taint(ObjectNode spec, String word) {
        boolean remove = word.endsWith("-");
        String taint = remove ? word.substring(0, word.length() - 1) : word;
        int colon = taint.lastIndexOf(':');
        String[] pair = taint.substring(0, colon).split("=", 2);
        String effect = taint.substring(colon + 1);
        ArrayNode taints = spec.withArray("/taints");
        for (int i = taints.size() - 1; i >= 0; i--) {
            if (taints.path(i).path("key").asString("").equals(pair[0])
                    && taints.path(i).path("effect").asString("").equals(effect)) {
                taints.remove(i);
            }
        }
        if (!remove) {
            var added = taints.addObject().put("key", pair[0]);
            if (pair.length > 1) {
                added.put("value", pair[1]);
            }
            added.put("effect", effect);
        }
    }

    private Answer patch(List<String> words, Options options) {
        return patch(key(words, options), options.required("-p"));
    }

    Answer patch(ObjectKey key, String patch) {
        Optional<ObjectNode> found = cluster.get(key);
        if (found.isEmpty()) {
            return notFound(key);
        }
        var object = found.get();
        Json.merge(object, Json.document(patch));
        object.remove("status");
        cluster.replace(object);
        return Answer.ok();
    }

    private Answer waitReady(List<String> words, Options options) {
        boolean ready =
                words.getFirst().contains("/")
                        ? words.stream()
                                .allMatch(word -> cluster.ready(key(List.of(word), options).name()))
                        : cluster.ready(key(words, options).name());
        return ready ? Answer.ok() : Answer.failed("error: timed out waiting for the condition");
    }

    /** {@code rollout status deployment/name}. */
    private Answer rollout(List<String> words, Options options) {
        if (words.size() < 2 || !words.getFirst().equals("status")) {
            return Answer.unknown("kubectl rollout " + String.join(" ", words));
        }
        var key = key(words.subList(1, words.size()), options);
        return cluster.get(key)
                .map(object ->
                        object.path("status").path("availableReplicas").asInt(0)
                                        >= object.path("spec").path("replicas").asInt(1)
                                ? Answer.ok()
                                : Answer.failed("error: timed out waiting for the condition"))
                .orElseGet(() -> notFound(key));
    }

    private Answer delete(List<String> words, Options options) {
        var key = key(words, options);
        return cluster.delete(key) || options.has("--ignore-not-found")
                ? Answer.ok()
                : notFound(key);
    }
}
