package io.kprov.step.certs;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.util.Set;

/**
 * Certificates, keys and kubeconfigs where kubeadm and the kubelet look for them; kubeadm keeps
 * what it finds.
 */
public final class PlacePki implements Step {

    @Override
    public String id() {
        return "place-pki";
    }

    @Override
    public String title() {
        return "place certificates, keys and kubeconfigs";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode() || blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return wanted(blueprint, host).facts();
    }

    @Override
    public Decision decide(View view) {
        var wanted = wanted(view.blueprint(), view.host());
        var changes = wanted.changes(view.facts());
        boolean blank = wanted.allAbsent(view.facts());
        return changes.isEmpty()
                ? new Decision.Skip("all are in place")
                : new Decision.Do(
                        blank ? Sign.CREATE : Sign.CHANGE,
                        blank ? "none is there yet" : wanted.reason(view.facts()),
                        changes);
    }

    private static WantedFiles wanted(Blueprint blueprint, Host host) {
        return WantedFiles.of(blueprint.pki().files(host));
    }
}
