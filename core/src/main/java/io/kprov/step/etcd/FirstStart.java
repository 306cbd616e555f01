package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit;
import io.kprov.step.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a member without data gets some: with others that have none either, or from those that have.
 */
final class FirstStart {
    /** Longest that members wait for each other. */
    private static final Duration QUORUM = Duration.ofMinutes(3);

    private FirstStart() {}

    /** All members of the inventory at once, none of which has data. */
    static Decision begin(View view) {
        var all = new LinkedHashMap<String, String>();
        view.cluster()
                .externalMembers()
                .forEach(host -> all.put(host.name(), EtcdFiles.peerUrl(host)));
        var actions = start(view, all, EtcdFiles.Begin.NEW);
        actions.add(awaitHealthy(view.host()));
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
        var endpoints = KnownMembers.voters(known);
        var all = new LinkedHashMap<String, String>();
        for (var member : known.members()) {
            if (!self.equals(Optional.of(member))) {
                String name = member.name().isEmpty() ? member.id() : member.name();
                member.peerUrls().forEach(peer -> all.put(name, peer));
            }
        }
        all.put(host.name(), EtcdFiles.peerUrl(host));
        var actions = new ArrayList<Action>();
        if (self.isEmpty()) {
            actions.add(
                    new Action.Run(
                            "add " + host + " to etcd as a learner",
                            Etcdctl.at(
                                    endpoints,
                                    "member",
                                    "add",
                                    host.name(),
                                    "--learner",
                                    "--peer-urls",
                                    EtcdFiles.peerUrl(host)),
                            Duration.ofMinutes(1),
                            Where.SELF));
        }
        actions.addAll(start(view, all, EtcdFiles.Begin.EXISTING));
        actions.add(promote(host, endpoints));
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

    /** A learner has no voice in a quorum; one that has caught up gets one. */
    static Action promote(Host host, List<String> voters) {
        return new Action.Run(
                "let " + host + " vote, once it has caught up",
                Command.script(
                        """
                        # kprov: promote-member
                        etcdctl() { command %s "$@"; }
                        for _ in $(seq 150); do
                            if why=$(etcdctl member list 2>&1); then
                                id=$(echo "$why" | awk -F', ' -v peer="$1" '$4 == peer && $6 == "true" {print $1}')
                                [ -n "$id" ] || exit 0
                                why=$(etcdctl member promote "$id" 2>&1) && exit 0
                            fi
                            sleep 1
                        done
                        echo "$why" >&2
                        exit 1
                        """
                                .formatted(Etcdctl.at(voters)),
                        EtcdFiles.peerUrl(host)),
                Duration.ofMinutes(6),
                Where.SELF);
    }

    static Action awaitHealthy(Host host) {
        return new Action.WaitUntil(
                "the member on " + host + " is healthy",
                Etcdctl.command("endpoint", "health"),
                QUORUM,
                Where.SELF);
    }
}
