package io.kprov.step.node;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The kubelet's settings on a node that has joined: written by kubeadm, then in force
 * (kubernetes.io: Reconfiguring a kubeadm cluster).
 */
public final class ApplyKubeletConfig implements Step {
    private static final UnitFact KUBELET = new UnitFact("kubelet");

    @Override
    public String id() {
        return "apply-kubelet-config";
    }

    @Override
    public String title() {
        return "apply the kubelet's settings";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(KubeletSettings.facts(blueprint.cluster(), host));
        facts.addAll(Joined.FACTS);
        facts.add(KUBELET);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("written by kubeadm when the host joins");
        }
        var settings = KubeletSettings.of(view);
        var difference = settings.difference(view.facts());
        if (difference.isPresent()) {
            return new Decision.Do(
                    Sign.CHANGE,
                    difference.get(),
                    List.of(
                            new Action.Run(
                                    "kubeadm upgrade node phase kubelet-config",
                                    Command.of(
                                            "kubeadm",
                                            "upgrade",
                                            "node",
                                            "phase",
                                            "kubelet-config",
                                            "--patches",
                                            KubeadmFiles.PATCHES_DIRECTORY),
                                    Duration.ofMinutes(2),
                                    Where.SELF),
                            settings.record(Where.SELF),
                            Systemd.takeUp("kubelet", "restart"),
                            healthy(view.host())));
        }
        var unit = view.get(KUBELET);
        String started = unit.stamp().getOrDefault(KubeletFiles.CONFIG_PATH, "");
        if (unit.active() && started.equals(view.get(settings.file()).digest())) {
            return new Decision.Skip("the kubelet runs with the wanted settings");
        }
        return new Decision.Do(
                Sign.CHANGE,
                unit.active()
                        ? "the kubelet runs with another " + KubeletFiles.CONFIG_PATH
                        : "the kubelet is " + unit.activeState(),
                List.of(Systemd.takeUp("kubelet", "restart"), healthy(view.host())));
    }

    /** Waits for the kubelet's own word. */
    public static Action healthy(Host host) {
        return new Action.WaitUntil(
                "the kubelet on " + host + " is healthy",
                Command.of("curl", "-fsS", "-m", "2", "http://127.0.0.1:10248/healthz"),
                Duration.ofMinutes(2),
                Where.SELF);
    }
}
