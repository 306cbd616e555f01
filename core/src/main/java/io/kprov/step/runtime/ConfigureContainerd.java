package io.kprov.step.runtime;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.render.ContainerdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.ManagedUnit;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * containerd's unit, configuration, drop-ins and registries, and the process that runs with them.
 */
public final class ConfigureContainerd implements Step {

    @Override
    public String id() {
        return "configure-containerd";
    }

    @Override
    public String title() {
        return "configure containerd";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return unit(blueprint).facts();
    }

    @Override
    public Decision decide(View view) {
        return unit(view.blueprint())
                .decide(
                        view,
                        List.of(
                                new Action.WaitUntil(
                                        "containerd answers on " + view.host(),
                                        Command.of("ctr", "--timeout", "3s", "version"),
                                        Duration.ofSeconds(60),
                                        Where.SELF)));
    }

    private static ManagedUnit unit(Blueprint blueprint) {
        var check =
                new Action.Run(
                        "check containerd's configuration",
                        Command.of(
                                "containerd",
                                "--config",
                                ContainerdFiles.CONFIG_PATH,
                                "config",
                                "dump"),
                        Duration.ofSeconds(30),
                        Where.SELF);
        return new ManagedUnit(
                ContainerdFiles.STAMP,
                new WantedFiles(
                        ContainerdFiles.files(blueprint.cluster(), blueprint.versions()),
                        ContainerdFiles.FROM_INVENTORY),
                "restart",
                List.of(check));
    }
}
