package io.kprov.step.removal;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A load balancer that leaves lets the virtual address go before its peers forget it: afterwards
 * they would take the address, and it would not give it up (RFC 5798: a router of the same virtual
 * router that hears no advertisement is its master).
 */
public final class ReleaseAddress implements Step {
    private static final UnitFact KEEPALIVED = new UnitFact("keepalived");

    @Override
    public String id() {
        return "release-address";
    }

    @Override
    public String title() {
        return "let the virtual address go";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(KEEPALIVED);
    }

    @Override
    public Decision decide(View view) {
        return view.get(KEEPALIVED).active()
                ? new Decision.Do(
                        Sign.REMOVE,
                        "keepalived runs there, and may hold the address",
                        List.of(
                                new Action.Run(
                                        "systemctl disable --now keepalived",
                                        Command.of("systemctl", "disable", "--now", "keepalived"),
                                        Duration.ofMinutes(1),
                                        Where.SELF)))
                : new Decision.Skip("keepalived does not run there");
    }
}
