package io.kprov.step.certs;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.NewClusterGuard;
import java.util.Set;

/** Makes what is missing of the PKI, on the operator's side. A second CA is never made. */
public final class MakePki implements Step {

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
        return blueprint.cluster().etcdMembers().contains(host)
                || blueprint.cluster().controlPlanes().contains(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return NewClusterGuard.facts(blueprint);
    }

    @Override
    public Decision decide(View view) {
        var pki = view.blueprint().pki();
        var pending = pki.pending();
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
                pki.exists() ? "the inventory wants other certificates" : "there is no PKI yet",
                pending.stream().<Action>map(Action.MakePki::new).toList());
    }
}
