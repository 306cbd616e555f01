package io.kprov.step.controlplane;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.model.Role;
import io.kprov.render.FlannelManifest;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.Subset;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The pod network: without one no node becomes Ready. */
public final class ApplyNetwork implements Step {

    @Override
    public String id() {
        return "apply-network";
    }

    @Override
    public String title() {
        return "install flannel";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE)
                && blueprint.cluster().network() instanceof Network.Flannel;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        documents(blueprint).forEach(document -> facts.add(fact(document)));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var reasons = new ArrayList<String>();
        int absent = 0;
        var documents = documents(view.blueprint());
        for (Map<String, Object> document : documents) {
            var fact = fact(document);
            var live = view.others().ask(fact).flatMap(ObjectState::found);
            if (live.isEmpty()) {
                absent++;
                reasons.add(fact.kind() + " " + fact.name() + " is not there");
            } else {
                Subset.difference(document, live.get())
                        .ifPresent(path ->
                                reasons.add(
                                        fact.kind() + " " + fact.name() + " differs at " + path));
            }
        }
        return reasons.isEmpty()
                ? new Decision.Skip("flannel is as wanted")
                : new Decision.Do(
                        absent == documents.size() ? Sign.CREATE : Sign.CHANGE,
                        absent == documents.size()
                                ? "there is no pod network"
                                : String.join(", ", reasons),
                        List.of(
                                Kubectl.apply(
                                        "kubectl apply --server-side of flannel's manifest",
                                        FlannelManifest.yaml(
                                                view.cluster(),
                                                flannel(view.blueprint()),
                                                view.blueprint().versions()))));
    }

    private static List<Map<String, Object>> documents(Blueprint blueprint) {
        return FlannelManifest.documents(
                blueprint.cluster(), flannel(blueprint), blueprint.versions());
    }

    private static Network.Flannel flannel(Blueprint blueprint) {
        if (blueprint.cluster().network() instanceof Network.Flannel flannel) {
            return flannel;
        }
        throw new IllegalArgumentException("the pod network is not kprov's");
    }

    private static ObjectFact fact(Map<String, Object> document) {
        if (!(document.get("metadata") instanceof Map<?, ?> metadata)) {
            throw new IllegalArgumentException("a manifest without metadata");
        }
        Object namespace = metadata.get("namespace");
        return new ObjectFact(
                String.valueOf(document.get("apiVersion")),
                String.valueOf(document.get("kind")),
                namespace == null ? "" : namespace.toString(),
                String.valueOf(metadata.get("name")));
    }
}
