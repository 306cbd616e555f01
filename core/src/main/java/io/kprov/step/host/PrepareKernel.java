package io.kprov.step.host;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.SysctlFact;
import io.kprov.model.Host;
import io.kprov.render.OsFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** Kernel modules and settings, now and at boot. */
public final class PrepareKernel implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "prepare-kernel";
    }

    @Override
    public String title() {
        return "load kernel modules and set sysctls";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return !OsFiles.files(blueprint.cluster(), host).isEmpty();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(files(blueprint, host).facts());
        facts.add(new MachineFact());
        OsFiles.sysctls(blueprint.cluster(), host)
                .keySet()
                .forEach(key -> facts.add(new SysctlFact(key)));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var files = files(view.blueprint(), view.host());
        var machine = view.get(new MachineFact());
        var reasons = new ArrayList<String>();
        var actions = new ArrayList<>(files.changes(view.facts()));
        if (!actions.isEmpty()) {
            reasons.add(files.reason(view.facts()));
        }
        if (view.host().isNode() && !(machine.bridgeNetfilter() && machine.overlay())) {
            reasons.add("kernel modules are not loaded");
            actions.add(run("load kernel modules", "modprobe", "-a", "overlay", "br_netfilter"));
        }
        var unset = new ArrayList<String>();
        OsFiles.sysctls(view.cluster(), view.host())
                .forEach((key, value) -> {
                    String now = view.get(new SysctlFact(key));
                    if (!now.equals(value)) {
                        unset.add(key + " is " + (now.isEmpty() ? "unset" : now));
                    }
                });
        reasons.addAll(unset);
        if (!unset.isEmpty()) {
            actions.add(run("set sysctls", "sysctl", "-q", "--load=" + OsFiles.SYSCTL_PATH));
        }
        return actions.isEmpty()
                ? new Decision.Skip("modules and sysctls are in force")
                : new Decision.Do(
                        files.allAbsent(view.facts()) ? Sign.CREATE : Sign.CHANGE,
                        String.join(", ", reasons),
                        actions);
    }

    private static Action run(String sentence, String... words) {
        return new Action.Run(sentence, Command.of(words), LIMIT, Where.SELF);
    }

    private static WantedFiles files(Blueprint blueprint, Host host) {
        return new WantedFiles(OsFiles.files(blueprint.cluster(), host));
    }
}
