package io.kprov.step.upgrade;

import io.kprov.facts.DeprecatedApi;
import io.kprov.facts.DeprecatedApisFact;
import io.kprov.facts.WrittenObjectsFact;
import io.kprov.model.KubernetesVersion;
import io.kprov.step.Drain;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who will miss APIs that end: told in the plan, never a reason to refuse, since kprov cannot know
 * whether that client matters.
 */
final class ApisInUse {
    static final DeprecatedApisFact CALLED = new DeprecatedApisFact();

    private ApisInUse() {}

    /** Questions about the cluster. */
    static List<WrittenObjectsFact> facts(KubernetesVersion wanted) {
        return RemovedApis.in(wanted);
    }

    /**
     * A part of a plan's reason for each kind of use.
     *
     * @param now the cluster's version: what it serves no more itself ends for nobody
     */
    static List<String> of(View view, KubernetesVersion now) {
        var parts = new ArrayList<String>();
        var called =
                view.cluster().controlPlanes().stream()
                        .flatMap(host -> view.others().facts(host).stream())
                        .filter(facts -> facts.knows(CALLED))
                        .flatMap(facts -> facts.get(CALLED).stream())
                        .map(DeprecatedApi::toString)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!called.isEmpty()) {
            parts.add("deprecated APIs are in use: " + String.join("; ", called));
        }
        var wanted = view.cluster().kubernetes().version();
        if (now.minor() == wanted.minor()) {
            return parts;
        }
        for (WrittenObjectsFact api : RemovedApis.in(wanted)) {
            var written = view.others().ask(api).orElse(List.of());
            if (!written.isEmpty()) {
                parts.add(
                        "objects written through %s, which %s does not serve: %s %s"
                                .formatted(
                                        api.apiVersion(),
                                        wanted.minorText(),
                                        api.resource(),
                                        Drain.few(written)));
            }
        }
        return parts;
    }
}
