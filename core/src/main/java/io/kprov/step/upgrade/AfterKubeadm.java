package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WrittenByKubeadm;
import java.util.ArrayList;
import java.util.Set;

/**
 * A step that sets right what {@code kubeadm upgrade} writes in its own way: as long as that is to
 * come on any control plane, a plan names the work, whatever there is now.
 */
public record AfterKubeadm(WrittenByKubeadm step) implements Step {
    @Override
    public String id() {
        return step.id();
    }

    @Override
    public String title() {
        return step.title();
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return step.appliesTo(blueprint, host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return step.facts(blueprint, host);
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return step.clusterFacts(blueprint, host);
    }

    @Override
    public Decision decide(View view) {
        var decision = step.decide(view);
        return decision instanceof Decision.Blocked || !isToCome(view)
                ? decision
                : withAfterwards(view, decision);
    }

    private Decision withAfterwards(View view, Decision decision) {
        var reasons = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        if (decision instanceof Decision.Do(_, var reason, var now)) {
            reasons.add(reason);
            actions.addAll(now);
        }
        reasons.add("kubeadm upgrade writes it anew");
        for (Action action : step.afterwards(view)) {
            if (actions.stream().noneMatch(now -> now.sentence().equals(action.sentence()))) {
                actions.add(action);
            }
        }
        return new Decision.Do(Sign.CHANGE, String.join(", ", reasons), actions);
    }

    private static boolean isToCome(View view) {
        return view.cluster().controlPlanes().stream()
                .flatMap(host -> view.others().facts(host).stream())
                .anyMatch(facts -> UpgradeNode.isToCome(view.blueprint(), facts));
    }
}
