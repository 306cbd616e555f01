package io.kprov.step.certs;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.NewClusterGuard;
import java.util.List;
import java.util.Set;

/** Makes what is missing of the PKI, on the operator's side. A second CA is never made. */
public final class MakePki implements Step {
    /** So many certificates are named in a plan's line; all of them are its actions. */
    private static final int FEW = 5;

    @Override
    public String id() {
        return "make-pki";
    }

    @Override
    public String title() {
        return "make keys and certificates on this machine";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host) || host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return NewClusterGuard.facts(blueprint);
    }

    @Override
    public Decision decide(View view) {
        var pki = view.blueprint().pki();
        var pending = pki.pending();
        var unsigned = pki.unsigned();
        if (!unsigned.isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            "the external CA has not signed all certificates",
                            unsigned.size() + " are missing: " + few(unsigned),
                            "nothing was changed",
                            "kprov certs csr writes the requests; have them signed,\n"
                                    + "then kprov certs import, and repeat the command"));
        }
        if (pending.isEmpty()) {
            return new Decision.Skip("the PKI fits the inventory");
        }
        if (!pki.exists()) {
            var refusal = NewClusterGuard.check(view, false, "a new certificate authority");
            if (refusal.isPresent()) {
                return new Decision.Blocked(refusal.get());
            }
        }
        var lost = pki.refusal();
        if (lost.isPresent()) {
            return new Decision.Blocked(lost.get());
        }
        return new Decision.Do(
                pki.exists() ? Sign.CHANGE : Sign.CREATE,
                pki.exists() ? few(pending) : "there is no PKI yet",
                pending.stream().<Action>map(Action.MakePki::new).toList());
    }

    private static String few(List<String> certificates) {
        int shown = certificates.size() <= FEW + 1 ? certificates.size() : FEW;
        return String.join(", ", certificates.subList(0, shown))
                + (shown < certificates.size()
                        ? ", and " + (certificates.size() - shown) + " more"
                        : "");
    }
}
