package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.FileState;
import io.kprov.facts.PathFact;
import io.kprov.facts.UnitFact;
import io.kprov.render.EtcdFiles;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit.Systemd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubeadm init}, {@code join} and {@code reset}, as units of their own. A mark stays on the
 * host from before the first change until what kubeadm made is written down; it tells the next run
 * of an interrupted one.
 */
public final class KubeadmRun {
    private static final Duration LIMIT = Duration.ofMinutes(12);

    /** $1 mark, $2 spent file; then for each file that was made: record, file, origin. */
    private static final String BEGIN =
            """
            set -e
            umask 077
            mark=$1 spent=$2
            shift 2
            mkdir -p "${mark%/*}"
            : >"$mark"
            status=0
            """;

    private static final String END =
            """
             || status=$?
            rm -f "$spent"
            [ $status = 0 ] || exit $status
            while [ $# -gt 0 ]; do
            mkdir -p "${1%/*}"
            """
                    + Derived.NOTE
                    + """
                    shift 3
                    done
                    sync
                    rm -f "$mark"
                    """;

    private static final String UNIT = "kubeadm";
    private static final UnitFact STATE = new UnitFact("kprov-" + UNIT);

    private KubeadmRun() {}

    /** The questions to the host. */
    public static Set<Fact<?>> facts() {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        facts.add(STATE);
        return facts;
    }

    /** The decision while kubeadm is at work, started by a run that has died: wait, then look. */
    public static Optional<Decision> awaitEarlier(View view) {
        return view.get(STATE).active()
                ? Optional.of(
                        new Decision.Do(
                                Sign.CHANGE,
                                "kubeadm, started by an earlier run, is still at work",
                                List.of(
                                        Systemd.awaitEnded(
                                                "that kubeadm has ended on " + view.host(),
                                                UNIT,
                                                LIMIT))))
                : Optional.empty();
    }

    /**
     * The first control plane of a new cluster.
     *
     * @param superAdminConf used by kubeadm, and removed whatever comes of it
     * @param kubeletConfs what {@code PkiMaterial} has of them; empty where kubeadm makes its own
     */
    public static Action init(
            String superAdminConf, List<PkiFile> kubeletConfs, List<Derived> made) {
        return run(
                "init",
                Joined.UNFINISHED_INIT,
                take(kubeletConfs)
                        + "kubeadm init --config "
                        + KubeadmFiles.INIT_PATH
                        + " --skip-token-print",
                "kubeadm init",
                superAdminConf,
                made);
    }

    /**
     * What is left of an init whose API server is ready: these phases may be repeated
     * (kubernetes.io: kubeadm init phase).
     */
    public static Action finishInit(String superAdminConf, List<Derived> made) {
        String phase = "kubeadm init phase %s --config " + KubeadmFiles.INIT_PATH;
        return run(
                "finish-init",
                Joined.UNFINISHED_INIT,
                String.join(
                        " && ",
                        List.of(
                                phase.formatted("upload-config all"),
                                phase.formatted("mark-control-plane"),
                                phase.formatted("bootstrap-token"),
                                phase.formatted("kubelet-finalize all"),
                                phase.formatted("addon all"))),
                "the last phases of kubeadm init",
                superAdminConf,
                made);
    }

    /** A further control plane or a worker; the configuration holds a token and is removed. */
    public static Action join(List<PkiFile> kubeletConfs, List<Derived> made) {
        return run(
                "join",
                Joined.UNFINISHED_JOIN,
                take(kubeletConfs) + "kubeadm join --config " + KubeadmFiles.JOIN_PATH,
                "kubeadm join",
                KubeadmFiles.JOIN_PATH,
                made);
    }

    /** Writes down what an interrupted join made, and takes its mark away. */
    public static Action finishJoin(List<Derived> made) {
        return run(
                "finish-join",
                Joined.UNFINISHED_JOIN,
                "true",
                "take the host as joined",
                KubeadmFiles.JOIN_PATH,
                made);
    }

    private static final String RESET =
            """
            # kprov: kubeadm-reset
            set -e
            kubeadm reset --force
            """;

    /** Of kubeadm's own static pod. Data of external etcd is nothing that kubeadm has made. */
    private static final String FORGET_MEMBER = "rm -rf " + EtcdFiles.DATA_PATH + "\n";

    /**
     * Undoes an interrupted init or join, and puts the files back that kubeadm takes away with it.
     * The mark stays: what follows removes it. Only for a host whose node was never Ready and whose
     * etcd member has no vote.
     */
    public static List<Action> undo(View view) {
        var actions = new ArrayList<Action>();
        actions.add(
                new Action.LongRun(
                        "kubeadm reset of what was interrupted",
                        UNIT,
                        Command.script(
                                view.cluster().hasStackedEtcd() ? RESET + FORGET_MEMBER : RESET),
                        LIMIT));
        view.blueprint()
                .pki()
                .files(view.host())
                .forEach(wanted ->
                        actions.add(
                                new Action.PutFile(
                                        wanted.file(), new FileState.Absent(), wanted.meaning())));
        return actions;
    }

    /** Not before the mark is set: a kubelet.conf without it means that the host has joined. */
    private static String take(List<PkiFile> kubeletConfs) {
        return kubeletConfs.isEmpty()
                ? ""
                : "mv -f "
                        + KubeadmFiles.KUBELET_CONF_PATH
                        + " "
                        + Joined.KUBELET_CONF.path()
                        + " && ";
    }

    private static Action run(
            String name,
            PathFact mark,
            String command,
            String sentence,
            String spent,
            List<Derived> made) {
        var arguments = new ArrayList<>(List.of(mark.path(), spent));
        made.forEach(file -> arguments.addAll(file.noteArguments()));
        return new Action.LongRun(
                sentence,
                UNIT,
                Command.script(
                        "# kprov: kubeadm-" + name + "\n" + BEGIN + "{ " + command + "; }" + END,
                        arguments.toArray(String[]::new)),
                LIMIT);
    }
}
