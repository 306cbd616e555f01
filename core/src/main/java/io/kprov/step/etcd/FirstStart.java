package io.kprov.step.etcd;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.FileState;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a member without data gets some: with others that have none either, or from those that have.
 */
final class FirstStart {
    private FirstStart() {}

    /** All members of the inventory at once, none of which has data. */
    static Decision begin(View view) {
        var all = new LinkedHashMap<String, String>();
        view.cluster()
                .externalMembers()
                .forEach(host -> all.put(host.name(), EtcdFiles.peerUrl(host)));
        var actions = start(view, all, EtcdFiles.Begin.NEW);
        actions.add(Membership.awaitHealthy(view.host()));
        actions.add(new Action.RemoveFile(EtcdFiles.BOOTSTRAP_PATH));
        return new Decision.Do(
                Sign.CREATE,
                all.size() == 1
                        ? "etcd begins here"
                        : "etcd begins with " + String.join(", ", all.keySet()),
                actions);
    }

    /**
     * To a cluster that runs, as a learner at first.
     *
     * @param self the host's own member, when etcd knows of it already
     */
    static Decision join(View view, EtcdMembers known, Optional<EtcdMembers.Member> self) {
        var host = view.host();
        var endpoints = known.voterUrls();
        var all = Membership.initialCluster(host, known, self);
        var actions = new ArrayList<Action>();
        if (self.isEmpty()) {
            actions.add(Membership.add(host, endpoints));
        }
        actions.addAll(start(view, all, EtcdFiles.Begin.EXISTING));
        actions.add(Membership.promote(host, endpoints));
        actions.add(new Action.RemoveFile(EtcdFiles.BOOTSTRAP_PATH));
        return new Decision.Do(
                Sign.CREATE,
                "etcd runs on "
                        + String.join(", ", all.keySet().stream().limit(all.size() - 1L).toList())
                        + ", and not here yet",
                actions);
    }

    /** Files, and a start that does not wait: members become ready together. */
    private static List<Action> start(
            View view, Map<String, String> members, EtcdFiles.Begin begin) {
        var actions =
                new ArrayList<>(
                        MemberUnit.of(view.blueprint(), view.host()).files().changes(view.facts()));
        actions.removeIf(Action.RemoveFile.class::isInstance);
        var bootstrap = EtcdFiles.bootstrap(view.cluster(), members, begin);
        actions.add(
                new Action.PutFile(bootstrap, new FileState.Absent(), "the members to begin with"));
        actions.add(ManagedUnit.Systemd.takeUp("etcd", "restart --no-block"));
        return actions;
    }
}
