package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.Kubeconfig;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.CaPem;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster's CA where the cluster itself publishes it: in {@code cluster-info} for nodes that
 * join (kubeadm init phase bootstrap-token), and in {@code kube-root-ca.crt} of every namespace for
 * pods, which the controller manager writes from its {@code --root-ca-file}.
 */
public final class PublishCa implements Step {
    private static final ObjectFact CLUSTER_INFO =
            new ObjectFact("v1", "ConfigMap", "kube-public", "cluster-info");

    /** One namespace stands for all: the controller manager writes them at one go. */
    static final ObjectFact ROOT_CA =
            new ObjectFact("v1", "ConfigMap", "kube-system", "kube-root-ca.crt");

    @Override
    public String id() {
        return "publish-ca";
    }

    @Override
    public String title() {
        return "publish the cluster's CA to pods and joining nodes";
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
        return Set.of(CLUSTER_INFO, ROOT_CA);
    }

    @Override
    public Decision decide(View view) {
        var pki = view.blueprint().pki();
        var reasons = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        String ca = pki.clusterCa().file().text();
        // Some take cluster-info away, so that nobody joins with it.
        var info = text(view, CLUSTER_INFO, "kubeconfig");
        if (info.isPresent() && !trusts(info.get(), ca)) {
            reasons.add("cluster-info has another CA");
            actions.add(publish(info.get(), ca));
        }
        var rootCa = text(view, ROOT_CA, "ca.crt");
        if (rootCa.isPresent() && !isPublished(rootCa.get(), pki.caPem())) {
            reasons.add("kube-root-ca.crt has another CA");
            actions.add(awaitNamespaces(pki.caPem()));
        }
        return actions.isEmpty()
                ? new Decision.Skip("the cluster publishes its CA")
                : new Decision.Do(Sign.CHANGE, String.join(", ", reasons), actions);
    }

    private static Optional<String> text(View view, ObjectFact fact, String key) {
        return view.others()
                .ask(fact)
                .flatMap(ObjectState::found)
                .map(map -> map.path("data").path(key).asString(""));
    }

    private static boolean trusts(String kubeconfig, String ca) {
        return Kubeconfig.trusted(kubeconfig).map(CaPem::of).equals(Optional.of(CaPem.of(ca)));
    }

    static boolean isPublished(String published, String ca) {
        return CaPem.of(published).equals(CaPem.of(ca));
    }

    /** Its other parts stay; the controller manager signs it anew for every token. */
    private static Action publish(String kubeconfig, String ca) {
        var patch = new StringBuilder("data:\n  kubeconfig: |\n");
        Kubeconfig.trusting(ca, kubeconfig)
                .lines()
                .forEach(line -> patch.append("    " + line + "\n"));
        return Kubectl.patch(
                "put the CA into cluster-info",
                "patch-cluster-info",
                patch.toString(),
                "kube-public",
                "configmap/cluster-info");
    }

    /** Not where a namespace is on its way out: nothing is written there any more. */
    private static Action awaitNamespaces(String ca) {
        return new Action.WaitUntil(
                "kube-root-ca.crt of every namespace has the CA",
                Command.script(
                        """
                        # kprov: root-ca-published
                        set -e
                        k="%s"
                        others=$($k get configmaps -A --field-selector metadata.name=kube-root-ca.crt -o "go-template=$1")
                        for ns in $others; do
                            [ "$($k get namespace "$ns" -o 'jsonpath={.status.phase}')" != Active ]
                        done
                        """
                                .formatted(Kubectl.command()),
                        "{{range .items}}{{if ne (index .data \"ca.crt\") `"
                                + ca
                                + "`}}{{.metadata.namespace}} {{end}}{{end}}"),
                Duration.ofMinutes(3),
                Where.CONTROL_PLANE);
    }
}
