package io.kprov.step.host;

import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.step.View;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The services that keep a host's clock right, by the names that distributions give them. */
final class TimeDaemon {
    /** Debian's package and unit; the unit is chronyd with Red Hat and SUSE. */
    static final String CHRONY = "chrony";

    private static final List<String> UNITS =
            List.of(CHRONY, "chronyd", "systemd-timesyncd", "ntpsec", "ntp", "ntpd", "openntpd");

    private TimeDaemon() {}

    static Set<Fact<?>> facts() {
        return UNITS.stream().map(UnitFact::new).collect(Collectors.toSet());
    }

    /** The one that runs; empty when none does. */
    static Optional<String> running(View view) {
        return UNITS.stream().filter(unit -> view.get(new UnitFact(unit)).active()).findFirst();
    }
}
