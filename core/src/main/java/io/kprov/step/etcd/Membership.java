package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a host's member becomes one of those that vote, whatever runs it (etcd.io: Learner). */
public final class Membership {
    /** Longest that members wait for each other. */
    private static final Duration QUORUM = Duration.ofMinutes(3);

    private Membership() {}

    /**
     * The members by their names, with where the others find each: what a member without data
     * begins with. The host itself comes last.
     *
     * @param self the host's own member, when etcd knows of it already
     */
    public static Map<String, String> initialCluster(
            Host host, EtcdMembers known, Optional<EtcdMembers.Member> self) {
        var all = new LinkedHashMap<String, String>();
        for (var member : known.members()) {
            if (!self.equals(Optional.of(member))) {
                member.peerUrls().forEach(peer -> all.put(member.label(), peer));
            }
        }
        all.put(host.name(), EtcdFiles.peerUrl(host));
        return all;
    }

    /**
     * Why a host without data is not let in.
     *
     * @param otherwise what to do when the data is gone for good
     */
    public static Problem lostData(Host host, EtcdMembers known, String otherwise) {
        return new Problem(
                host + ": its etcd member has lost its data",
                "etcd counts "
                        + host
                        + " among those that vote, but "
                        + EtcdFiles.DATA_PATH
                        + " is not there;\nwith an empty memory it might vote against what it has agreed to",
                "nothing was changed; %d of %d members are healthy, quorum is %d"
                        .formatted(known.healthyVoters(), known.voters().size(), known.quorum()),
                "if it was the data's disk: put it back. Else " + otherwise);
    }

    /**
     * Adds it as a learner, which has no voice in a quorum.
     *
     * @param voters client URLs of those that vote
     */
    public static Action add(Host host, List<String> voters) {
        return new Action.Run(
                "add " + host + " to etcd as a learner",
                Etcdctl.at(
                        voters,
                        "member",
                        "add",
                        host.name(),
                        "--learner",
                        "--peer-urls",
                        EtcdFiles.peerUrl(host)),
                Duration.ofMinutes(1),
                Where.SELF);
    }

    /** Lets a learner that has caught up vote. */
    public static Action promote(Host host, List<String> voters) {
        return new Action.Run(
                "let " + host + " vote, once it has caught up",
                Command.script(
                        """
                        # kprov: promote-member
                        etcdctl() { command %s "$@"; }
                        tries=0
                        until why=$(etcdctl member list 2>&1) &&
                            id=$(echo "$why" | awk -F', ' -v peer="$1" '$4 == peer && $6 == "true" {print $1}') &&
                            { [ -z "$id" ] || why=$(etcdctl member promote "$id" 2>&1); }; do
                            tries=$((tries + 1))
                            if [ $tries -ge 150 ]; then
                                echo "$why" >&2
                                exit 1
                            fi
                            sleep 1
                        done
                        # systemd hears a moment later that it is ready; a static pod is no unit.
                        for _ in $(seq 150); do
                            [ "$(systemctl show -p ActiveState --value etcd.service)" = activating ] || exit 0
                            sleep 0.2
                        done
                        """
                                .formatted(Etcdctl.at(voters)),
                        EtcdFiles.peerUrl(host)),
                Duration.ofMinutes(6),
                Where.SELF);
    }

    /**
     * Who takes another host's member out: the first whose own member is healthy. The others only
     * hear of it.
     */
    public static Optional<Host> speaker(Cluster cluster, ClusterView seen, Host leaving) {
        var fact = new EtcdMembersFact();
        return cluster.etcdMembers().stream()
                .filter(host -> !host.equals(leaving))
                .filter(host ->
                        seen.facts(host)
                                .filter(facts -> facts.knows(fact))
                                .filter(facts ->
                                        facts.get(fact)
                                                .healthyEndpoints()
                                                .contains(EtcdFiles.clientUrl(host)))
                                .isPresent())
                .findFirst();
    }

    /** Waits until the host's own etcd has heard that another one's member is out. */
    public static Action awaitGone(Host leaving, EtcdMembers.Member old) {
        return new Action.WaitUntil(
                "its own etcd does not count " + leaving + " any more",
                Command.script(
                        """
                        # kprov: member-is-gone
                        members=$(%s) && ! echo "$members" | grep -q "^$1,"
                        """
                                .formatted(Etcdctl.command("member", "list")),
                        old.id()),
                Duration.ofMinutes(1),
                Where.SELF);
    }

    /**
     * Lets another healthy member lead, if this one does: an election waits until the leader is
     * missed. It is no failure when nobody can.
     */
    public static Action handOver(Host host) {
        return new Action.Run(
                "let another member lead etcd, if " + host + " does",
                Command.script(
                        """
                        # kprov: hand-over
                        etcd() { %s "$@"; }
                        own=$(etcd endpoint status -w json --command-timeout=3s 2>/dev/null | sed -n 's/.*"member_id":\\([0-9]*\\).*"leader":\\([0-9]*\\).*/\\1 \\2/p')
                        [ -n "$own" ] && [ "${own%% *}" = "${own#* }" ] || exit 0
                        self=$(printf %%x "${own#* }")
                        etcd member list | while IFS=', ' read -r id state name peer client learner; do
                            [ "$id" != "$self" ] && [ "$learner" = false ] || continue
                            if etcd --endpoints "$client" endpoint health >/dev/null 2>&1 && etcd move-leader "$id"; then break; fi
                        done
                        exit 0
                        """
                                .formatted(Etcdctl.command())),
                Duration.ofMinutes(1),
                Where.SELF);
    }

    /** Waits until it has a quorum and serves. */
    public static Action awaitHealthy(Host host) {
        return new Action.WaitUntil(
                "the member on " + host + " is healthy",
                Etcdctl.command("endpoint", "health"),
                QUORUM,
                Where.SELF);
    }
}
