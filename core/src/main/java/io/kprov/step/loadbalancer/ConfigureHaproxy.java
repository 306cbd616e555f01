package io.kprov.step.loadbalancer;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.render.HaproxyFiles;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HAProxy before the API servers, checked before it is reloaded; connections that are open survive.
 */
public final class ConfigureHaproxy implements Step {

    @Override
    public String id() {
        return "configure-haproxy";
    }

    @Override
    public String title() {
        return "configure HAProxy";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isLoadBalancer(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return unit(blueprint, host).facts();
    }

    @Override
    public Decision decide(View view) {
        return unit(view.blueprint(), view.host())
                .decide(
                        view,
                        List.of(
                                new Action.WaitUntil(
                                        "HAProxy answers on " + view.host(),
                                        Command.of(
                                                "curl",
                                                "-fsS",
                                                "-m",
                                                "2",
                                                "http://127.0.0.1:"
                                                        + LoadBalancer.HEALTH_PORT
                                                        + "/healthz"),
                                        Duration.ofSeconds(30),
                                        Where.SELF)));
    }

    private static ManagedUnit unit(Blueprint blueprint, Host host) {
        var files =
                HaproxyFiles.files(blueprint.cluster(), host, Optional.of(blueprint.pki().caPem()));
        return new ManagedUnit(
                HaproxyFiles.STAMP,
                // Before the CA is made a plan has the draft of one, whose bytes are never those to
                // come.
                new WantedFiles(
                        files,
                        Map.of(HaproxyFiles.CA_PATH, "the cluster's CA certificate"),
                        List.of()),
                "reload-or-restart",
                List.of(
                        new Action.Run(
                                "check haproxy.cfg",
                                Command.of("haproxy", "-c", "-q", "-f", HaproxyFiles.CONFIG_PATH),
                                Duration.ofSeconds(20),
                                Where.SELF)));
    }
}
