package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.PackageUpdatesFact;
import io.kprov.model.Host;
import io.kprov.os.PackageUpgrade;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Packages of the operating system to their newest versions. */
public final class UpgradePackages implements Step {
    private static final PackageUpdatesFact UPDATES = new PackageUpdatesFact();

    @Override
    public String id() {
        return "upgrade-packages";
    }

    @Override
    public String title() {
        return "upgrade packages of the operating system";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(UPDATES);
    }

    @Override
    public Decision decide(View view) {
        var updates = view.get(UPDATES);
        if (!updates.known()) {
            return FetchPackages.unknown(view.host());
        }
        return updates.list().isEmpty()
                ? new Decision.Skip("none is newer")
                : new Decision.Do(
                        Sign.CHANGE,
                        HostWork.told(updates),
                        List.of(
                                new Action.LongRun(
                                        "upgrade the packages; configuration files that somebody changed stay",
                                        id(),
                                        PackageUpgrade.upgrade(),
                                        Duration.ofHours(1))));
    }
}
