package io.kprov.step.restore;

import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.render.StaticPod;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import io.kprov.step.etcd.MemberUnit;
import io.kprov.step.etcd.Membership;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The members start on the new data, all at once: each waits for its quorum. */
public final class StartMember extends RestoreStep {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    public StartMember(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "start-member";
    }

    @Override
    public String title() {
        return "start the member on the new data";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return order.restores(host.name());
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(super.facts(blueprint, host));
        facts.add(MEMBERS);
        if (blueprint.cluster().isExternalMember(host)) {
            facts.addAll(MemberUnit.of(blueprint, host).facts());
        }
        return facts;
    }

    @Override
    public Decision decide(View view) {
        boolean serves =
                view.get(MEMBERS).healthyEndpoints().contains(EtcdFiles.clientUrl(view.host()));
        if (state(view).swapped() && serves) {
            return new Decision.Skip("it serves the new data");
        }
        var actions = new ArrayList<Action>();
        if (view.cluster().isExternalMember(view.host())) {
            actions.addAll(MemberUnit.start(view));
        } else {
            actions.add(Manifests.putBack(order, List.of(StaticPod.ETCD)));
        }
        actions.add(Membership.awaitHealthy(view.host()));
        return new Decision.Do(Sign.CHANGE, "it does not serve the new data", actions);
    }
}
