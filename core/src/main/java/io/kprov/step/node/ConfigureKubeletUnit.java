package io.kprov.step.node;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.render.KubeletFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.ManagedUnit;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The kubelet's unit. Before the host has joined it is only enabled: kubeadm starts it. */
public final class ConfigureKubeletUnit implements Step {
    @Override
    public String id() {
        return "configure-kubelet-unit";
    }

    @Override
    public String title() {
        return "configure the kubelet's unit";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(unit().facts());
        facts.addAll(Joined.FACTS);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (Joined.is(view)) {
            return unit().decide(view, List.of());
        }
        var files = new WantedFiles(KubeletFiles.files());
        var actions = new ArrayList<>(files.changes(view.facts()));
        var state = view.get(new UnitFact("kubelet"));
        if (actions.isEmpty() && state.enabled() && !state.needsDaemonReload()) {
            return new Decision.Skip("the unit is there; kubeadm starts it");
        }
        actions.add(
                new Action.Run(
                        "enable kubelet",
                        Command.script(
                                "# kprov: enable-kubelet\nset -e\nsystemctl daemon-reload\nsystemctl enable --quiet kubelet.service\n"),
                        Duration.ofMinutes(1),
                        Where.SELF));
        return new Decision.Do(Sign.CREATE, "the kubelet's unit is not set up", actions);
    }

    private static ManagedUnit unit() {
        return ManagedUnit.of(KubeletFiles.STAMP, KubeletFiles.files(), "restart");
    }
}
