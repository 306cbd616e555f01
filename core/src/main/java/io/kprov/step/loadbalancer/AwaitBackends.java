package io.kprov.step.loadbalancer;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.HttpFact;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees that HAProxy sends requests to API servers that are new behind it.
 *
 * @param servers their hosts
 */
public record AwaitBackends(List<Host> servers) implements Step {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    public AwaitBackends {
        servers = List.copyOf(servers);
    }

    @Override
    public String id() {
        return "await-backends";
    }

    @Override
    public String title() {
        return "see the new API servers up behind HAProxy";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isLoadBalancer(host) && !servers.isEmpty();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        servers.forEach(server -> facts.add(up(server)));
        return facts;
    }

    private static HttpFact up(Host server) {
        return new HttpFact(
                "http://127.0.0.1:" + LoadBalancer.HEALTH_PORT + "/up/" + server.name());
    }

    @Override
    public Decision decide(View view) {
        var down = servers.stream().filter(server -> view.get(up(server)) != 200).toList();
        return down.isEmpty()
                ? new Decision.Skip("HAProxy sends requests to them")
                : new Decision.Do(
                        Sign.CREATE,
                        "HAProxy does not send requests to " + names(down) + " yet",
                        down.stream().map(AwaitBackends::await).toList());
    }

    private static String names(List<Host> hosts) {
        return String.join(" ", hosts.stream().map(Host::name).toList());
    }

    private static Action await(Host server) {
        return new Action.WaitUntil(
                "HAProxy sends requests to " + server,
                Command.of("curl", "-fsS", "-m", "2", "-o", "/dev/null", up(server).url()),
                LIMIT,
                Where.SELF);
    }
}
