package io.kprov.step.host;

import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.List;
import java.util.Set;

/**
 * A clock that is kept right: certificates, tokens and etcd ask for it. Whatever daemon does it
 * already is left alone; {@link InstallPackages} brings chrony where none does.
 */
public final class KeepTime implements Step {
    @Override
    public String id() {
        return "keep-time";
    }

    @Override
    public String title() {
        return "keep the clock right";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return TimeDaemon.facts();
    }

    @Override
    public Decision decide(View view) {
        return TimeDaemon.running(view)
                .<Decision>map(daemon -> new Decision.Skip(daemon + " keeps the time"))
                .orElseGet(() -> {
                    // Red Hat's and SUSE's name for the same program.
                    String unit =
                            view.get(new UnitFact("chronyd")).exists()
                                            && !view.get(new UnitFact(TimeDaemon.CHRONY)).exists()
                                    ? "chronyd"
                                    : TimeDaemon.CHRONY;
                    return new Decision.Do(
                            Sign.CREATE,
                            "no time daemon runs",
                            List.of(Systemd.takeUp(unit, "restart")));
                });
    }
}
