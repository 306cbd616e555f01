package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.facts.PathFact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.UnderRestore;
import io.kprov.step.View;
import io.kprov.step.etcd.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The stacked member of a control plane that has joined, but whose data is not there: put aside by
 * a restore, or gone with its disk. It joins as a learner, and votes when it has caught up. kubeadm
 * does that only while a whole control plane joins.
 */
public final class RejoinMember implements Step {
    /** Its data. */
    public static final PathFact MEMBER = new PathFact(EtcdFiles.DATA_PATH);

    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    @Override
    public String id() {
        return "rejoin-member";
    }

    @Override
    public String title() {
        return "let the etcd member join anew";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().hasStackedEtcd() && host.has(Role.CONTROL_PLANE);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        facts.add(MEMBER);
        facts.add(UnderRestore.MARK);
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(MEMBERS);
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("kubeadm starts it when the host joins");
        }
        var restore = UnderRestore.blocks(view);
        if (restore.isPresent()) {
            return restore.get();
        }
        var known = view.others().ask(MEMBERS).filter(EtcdMembers::answered);
        if (known.isEmpty()) {
            return new Decision.Skip("there is no etcd to join");
        }
        var self = known.get().find(view.host().name(), EtcdFiles.peerUrl(view.host()));
        boolean learns = self.filter(EtcdMembers.Member::learner).isPresent();
        if (view.get(MEMBER)) {
            return learns
                    ? new Decision.Do(
                            Sign.CHANGE, "it does not vote yet", actions(view, known.get()))
                    : new Decision.Skip("it has its data");
        }
        if (self.isPresent() && !learns) {
            return new Decision.Blocked(
                    Membership.lostData(
                            view.host(),
                            known.get(),
                            "remove the member, on a host whose member is healthy:\n"
                                    + Etcdctl.command("member", "remove", self.get().id())
                                    + "\nthen repeat the command: the member joins anew"));
        }
        return new Decision.Do(
                Sign.CREATE,
                "it has no data; etcd runs on "
                        + known.get().voters().stream()
                                .map(EtcdMembers.Member::name)
                                .collect(Collectors.joining(", ")),
                actions(view, known.get()));
    }

    /** Until it votes, whatever there is of a member that does not. */
    public static List<Action> actions(View view, EtcdMembers known) {
        var self = known.find(view.host().name(), EtcdFiles.peerUrl(view.host()));
        var actions = new ArrayList<Action>();
        if (!view.get(MEMBER)) {
            if (self.isEmpty()) {
                actions.add(Membership.add(view.host(), known.voterUrls()));
            }
            actions.add(seed(view, known, self));
        }
        actions.addAll(run(view, known));
        return actions;
    }

    /** Whether the data that is missing will be there once this step has run. */
    static boolean helps(View view) {
        return view.others()
                .ask(MEMBERS)
                .filter(EtcdMembers::answered)
                .filter(known ->
                        known.find(view.host().name(), EtcdFiles.peerUrl(view.host()))
                                .filter(self -> !self.learner())
                                .isEmpty())
                .isPresent();
    }

    /**
     * The manifest of kubeadm begins a new cluster where there is no data. So a passing process
     * fetches the data first; as a learner it takes nothing from the quorum when it ends.
     */
    private static Action seed(View view, EtcdMembers known, Optional<EtcdMembers.Member> self) {
        var host = view.host();
        var members = Membership.initialCluster(host, known, self);
        return new Action.LongRun(
                "fetch etcd's data from " + members.size() + " members, as a learner",
                "seed-member",
                Command.script(
                        """
                        # kprov: seed-member
                        set -eu
                        name=$1 peer=$2 client=$3 members=$4 pki=/etc/kubernetes/pki/etcd
                        PATH=$5:$PATH
                        mkdir -p -m 0700 /var/lib/etcd
                        log=$(mktemp)
                        etcd --name "$name" --data-dir /var/lib/etcd --initial-cluster "$members" --initial-cluster-state existing \\
                            --initial-advertise-peer-urls "$peer" --listen-peer-urls "$peer" --log-level warn \\
                            --listen-client-urls https://127.0.0.1:2379 --advertise-client-urls "$client" \\
                            --client-cert-auth --cert-file $pki/server.crt --key-file $pki/server.key --trusted-ca-file $pki/ca.crt \\
                            --peer-client-cert-auth --peer-cert-file $pki/peer.crt --peer-key-file $pki/peer.key \\
                            --peer-trusted-ca-file $pki/ca.crt >"$log" 2>&1 &
                        server=$!
                        finish() {
                            kill "$server" 2>/dev/null || true
                            wait "$server" 2>/dev/null || true
                            rm -f "$log"
                        }
                        trap finish EXIT
                        trap 'exit 1' HUP INT TERM
                        for _ in $(seq 600); do
                            applied=$(%s 2>/dev/null | sed -n 's/.*"raftAppliedIndex":\\([0-9]*\\).*/\\1/p') || applied=
                            [ "${applied:-0}" -eq 0 ] || exit 0
                            if ! kill -0 "$server" 2>/dev/null; then
                                tail -n 5 "$log" >&2
                                # It never voted, and begins anew next time.
                                rm -rf /var/lib/etcd/member
                                exit 1
                            fi
                            sleep 1
                        done
                        echo 'nothing arrived within ten minutes' >&2
                        exit 1
                        """
                                .formatted(
                                        Etcdctl.command(
                                                "endpoint",
                                                "status",
                                                "-w",
                                                "json",
                                                "--command-timeout=3s")),
                        host.name(),
                        EtcdFiles.peerUrl(host),
                        EtcdFiles.clientUrl(host),
                        EtcdFiles.initialCluster(members),
                        Program.ETCD.folder(view.blueprint().versions().etcd())),
                Duration.ofMinutes(15));
    }

    /**
     * All of the control plane: a kubelet whose own API server is away waits for it, unless it
     * starts.
     */
    private static List<Action> run(View view, EtcdMembers known) {
        var actions = new ArrayList<Action>();
        for (var manifest : StaticPods.of(view.blueprint(), view.host())) {
            actions.add(RenderStaticPods.render(manifest.pod()));
            actions.add(manifest.derived().record(Where.SELF));
        }
        actions.add(Systemd.takeUp("kubelet", "restart"));
        actions.add(Membership.promote(view.host(), known.voterUrls()));
        // What the API shows of these pods may be older than they are.
        actions.add(StaticPods.awaitApiServer(view.host()));
        return actions;
    }
}
