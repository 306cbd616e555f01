package io.kprov.step.loadbalancer;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.MachineFact;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.render.KeepalivedFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.ManagedUnit;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** keepalived, which holds the virtual address on a host whose HAProxy works (VRRP, RFC 5798). */
public final class ConfigureKeepalived implements Step {

    @Override
    public String id() {
        return "configure-keepalived";
    }

    @Override
    public String title() {
        return "configure keepalived";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isLoadBalancer(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        // The interface is known from the answer only, so the configuration's digest cannot be told
        // beforehand.
        var facts = new LinkedHashSet<Fact<?>>(List.of(new MachineFact()));
        facts.addAll(unit(blueprint, host, Optional.empty()).facts());
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var networkInterface = view.get(new MachineFact()).interfaceOf(view.host().address());
        return unit(view.blueprint(), view.host(), networkInterface).decide(view, List.of());
    }

    private static ManagedUnit unit(
            Blueprint blueprint, Host host, Optional<String> networkInterface) {
        if (!(blueprint.cluster().controlPlane().loadBalancer()
                instanceof LoadBalancer.HaproxyKeepalived settings)) {
            throw new IllegalArgumentException(host + " is no load balancer of kprov's");
        }
        return ManagedUnit.of(
                KeepalivedFiles.STAMP,
                KeepalivedFiles.files(
                        blueprint.cluster(),
                        settings,
                        host,
                        networkInterface,
                        Optional.of(blueprint.vrrpPassword())),
                "reload-or-restart",
                // On the host itself, since keepalived checks interface, script and user there.
                new Action.Run(
                        "check keepalived.conf",
                        Command.of("keepalived", "-t", "-f", KeepalivedFiles.CONFIG_PATH),
                        Duration.ofSeconds(20),
                        Where.SELF));
    }
}
