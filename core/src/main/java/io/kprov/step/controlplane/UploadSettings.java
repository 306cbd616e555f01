package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.Digests;
import io.kprov.render.KubeadmCluster;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.View;
import io.kprov.step.WrittenByKubeadm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The settings that kubeadm keeps in the cluster: kubeadm-config, kubelet-config and kube-proxy.
 * Each ConfigMap carries annotations with the digest of what it was made from and of what came out,
 * so that a new wish and an edit by hand are both seen. kubeadm itself drops the annotations when
 * it writes a map anew, which is seen as well.
 */
public final class UploadSettings implements WrittenByKubeadm {
    private static final String MADE_FROM = "kprov.io/made-from";
    private static final String MADE = "kprov.io/made";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** One ConfigMap in kube-system and the kubeadm phase that writes it. */
    private record Settings(
            String configMap, String key, String input, List<String> phase, String daemonSet) {
        ObjectFact fact() {
            return new ObjectFact("v1", "ConfigMap", "kube-system", configMap);
        }

        boolean differs(JsonNode map) {
            JsonNode annotations = map.path("metadata").path("annotations");
            return !annotations.path(MADE_FROM).asString("").equals(input)
                    || !annotations
                            .path(MADE)
                            .asString("")
                            .equals(Digests.ofText(map.path("data").path(key).asString("")));
        }
    }

    @Override
    public String id() {
        return "upload-settings";
    }

    @Override
    public String title() {
        return "keep kubeadm's settings in the cluster";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        settings(blueprint).forEach(settings -> facts.add(settings.fact()));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var actions = new ArrayList<Action>();
        var reasons = new ArrayList<String>();
        for (Settings settings : settings(view.blueprint())) {
            var map = view.others().ask(settings.fact()).flatMap(ObjectState::found);
            if (map.isEmpty() || settings.differs(map.get())) {
                reasons.add(
                        settings.configMap
                                + (map.isEmpty()
                                        ? " is not there"
                                        : " was not made from these settings"));
                actions.add(upload(settings, Where.CONTROL_PLANE));
            }
        }
        return actions.isEmpty()
                ? new Decision.Skip("the cluster has the settings")
                : new Decision.Do(
                        actions.size() == 3 ? Sign.CREATE : Sign.CHANGE,
                        String.join(", ", reasons),
                        actions);
    }

    /** Only its settings for kube-proxy: those for itself and kubelets are noted at once. */
    @Override
    public List<Action> afterwards(View view) {
        return List.of(upload(settings(view.blueprint()).getLast(), Where.CONTROL_PLANE));
    }

    /**
     * Notes on a cluster that {@code kubeadm init} has just made from init.yaml what its settings
     * were made from, so that nothing is written again and kube-proxy is not restarted.
     */
    static List<Action> note(Blueprint blueprint) {
        return settings(blueprint).stream().map(UploadSettings::note).toList();
    }

    private static Action note(Settings settings) {
        return action(
                "note what " + settings.configMap + " was made from",
                settings,
                List.of(),
                Where.SELF);
    }

    /** kubeadm's own settings alone, by the kubeadm of the step's host. */
    public static Action ofKubeadm(Blueprint blueprint) {
        return upload(kubeadm(blueprint.cluster()), Where.SELF);
    }

    /** What tells whether the cluster has other settings for kubelets. */
    public static ObjectFact ofKubeletsFact(Blueprint blueprint) {
        return kubelet(blueprint.cluster()).fact();
    }

    /** The settings for kubelets alone, the same way; nothing where the cluster has them. */
    public static Optional<Action> ofKubelets(View view) {
        var settings = kubelet(view.cluster());
        return view.others()
                        .ask(settings.fact())
                        .flatMap(ObjectState::found)
                        .filter(map -> !settings.differs(map))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(upload(settings, Where.SELF));
    }

    /** Notes the same of what {@code kubeadm upgrade apply} has just written anew from them. */
    public static List<Action> noteUpgraded(Blueprint blueprint) {
        return Stream.of(kubeadm(blueprint.cluster()), kubelet(blueprint.cluster()))
                .map(UploadSettings::note)
                .toList();
    }

    private static Action upload(Settings settings, Where where) {
        return action(
                "kubeadm init phase " + String.join(" ", settings.phase),
                settings,
                settings.phase,
                where);
    }

    /** The annotations come last: after a crash before them the whole is done again. */
    private static Action action(
            String sentence, Settings settings, List<String> phase, Where where) {
        String script =
                """
                # kprov: upload-settings
                set -e
                input=$1 map=$2 key=$3 daemonset=$4
                shift 4
                k="%s" pending=kprov-restart-$daemonset
                if [ $# -gt 0 ]; then
                    # A restart is due when something differs, and stays due until it was seen through.
                    if [ -n "$daemonset" ] && ! kubeadm init phase "$@" --config %s --print-manifest 2>/dev/null | $k diff -f - >/dev/null 2>&1; then
                        $k create configmap "$pending" --dry-run=client -o yaml | $k apply -f - >/dev/null
                    fi
                    kubeadm init phase "$@" --config %s >/dev/null
                    if [ -n "$daemonset" ] && [ -n "$($k get configmap "$pending" --ignore-not-found -o name)" ]; then
                        $k rollout restart daemonset "$daemonset" >/dev/null
                        $k rollout status daemonset "$daemonset" --timeout=150s >/dev/null
                        $k delete configmap "$pending" >/dev/null
                    fi
                fi
                made=$($k get configmap "$map" -o "jsonpath={.data.$key}" | sha256sum | cut -d' ' -f1)
                $k annotate --overwrite configmap "$map" "%s=$input" "%s=$made" >/dev/null
                """
                        .formatted(
                                Kubectl.command("-n", "kube-system"),
                                KubeadmFiles.INIT_PATH,
                                KubeadmFiles.INIT_PATH,
                                MADE_FROM,
                                MADE);
        var arguments =
                new ArrayList<>(
                        List.of(
                                settings.input,
                                settings.configMap,
                                settings.key.replace(".", "\\."),
                                settings.daemonSet));
        arguments.addAll(phase);
        return new Action.Run(
                sentence, Command.script(script, arguments.toArray(String[]::new)), LIMIT, where);
    }

    private static List<Settings> settings(Blueprint blueprint) {
        var cluster = blueprint.cluster();
        return List.of(
                kubeadm(cluster),
                kubelet(cluster),
                new Settings(
                        "kube-proxy",
                        "config.conf",
                        Digests.of(KubeadmCluster.kubeProxyConfiguration(cluster)),
                        List.of("addon", "kube-proxy"),
                        "kube-proxy"));
    }

    private static Settings kubeadm(Cluster cluster) {
        return new Settings(
                "kubeadm-config",
                "ClusterConfiguration",
                Digests.of(KubeadmCluster.clusterConfiguration(cluster)),
                List.of("upload-config", "kubeadm"),
                "");
    }

    private static Settings kubelet(Cluster cluster) {
        return new Settings(
                "kubelet-config",
                "kubelet",
                Digests.of(KubeadmCluster.kubeletConfiguration(cluster)),
                List.of("upload-config", "kubelet"),
                "");
    }
}
