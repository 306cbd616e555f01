package io.kprov.step.upgrade;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
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

/** The newer packages of the operating system come beforehand: no drained node waits for them. */
public final class FetchPackages implements Step {
    private static final FileFact FETCHED = FileFact.content(PackageUpgrade.FETCHED);
    private static final PackageUpdatesFact UPDATES = new PackageUpdatesFact();

    @Override
    public String id() {
        return "fetch-packages";
    }

    @Override
    public String title() {
        return "fetch packages of the operating system beforehand";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(FETCHED, UPDATES);
    }

    @Override
    public Decision decide(View view) {
        var updates = view.get(UPDATES);
        if (!updates.known()) {
            return unknown(view.host());
        }
        if (updates.list().isEmpty()) {
            return new Decision.Skip("none is newer");
        }
        return view.get(FETCHED).says(updates.note())
                ? new Decision.Skip("they are there")
                : new Decision.Do(
                        Sign.CREATE,
                        HostWork.told(updates),
                        List.of(
                                new Action.LongRun(
                                        "read the package index anew, and fetch what is newer",
                                        id(),
                                        PackageUpgrade.fetch(),
                                        Duration.ofMinutes(30))));
    }

    static Decision unknown(Host host) {
        return new Decision.Blocked(
                new Problem(
                        host + ": it is not known which packages are newer",
                        "its package manager did not tell within 40 s",
                        "nothing was changed on it",
                        "run 'apt-get update' (dnf check-update, zypper refresh) there, mend what it names, then run the same command again"));
    }
}
