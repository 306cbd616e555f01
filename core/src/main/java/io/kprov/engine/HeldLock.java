package io.kprov.engine;

import io.kprov.engine.LockAnswer.Held;
import io.kprov.engine.LockAnswer.Unknown;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lock of a cluster in the hands of this run. Closing gives it back, as often as it likes. */
public final class HeldLock implements AutoCloseable {
    /** A host that is lost by then holds up nobody's end. */
    private static final Duration GIVE_BACK_LIMIT = Duration.ofSeconds(5);

    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);

    private final ClusterLock lock;
    private final String id;
    private final List<Host> touched;
    private final int taken;
    private final Map<Host, Unknown> unknown;

    HeldLock(
            ClusterLock lock,
            String id,
            List<Host> touched,
            int taken,
            Map<Host, Unknown> unknown) {
        this.lock = lock;
        this.id = id;
        this.touched = List.copyOf(touched);
        this.taken = taken;
        this.unknown = Map.copyOf(unknown);
    }

    /**
     * Before anything is changed.
     *
     * @throws KprovException SSH or FAILED when too few control planes could be asked
     */
    public void require() {
        if (taken >= lock.majority()) {
            return;
        }
        boolean reached = unknown.values().stream().allMatch(Unknown::reached);
        throw new KprovException(
                reached ? ExitCode.FAILED : ExitCode.SSH,
                unknown.values().stream().map(Unknown::problem).toList());
    }

    /**
     * Whether the lock was broken meanwhile, or went with the disks it was on. A host that is out
     * of reach for the moment speaks for nobody.
     */
    public Optional<Problem> broken() {
        var answers = lock.show(all -> ours(all.values()) >= lock.majority(), CHECK_LIMIT);
        long lost =
                answers.values().stream()
                        .filter(answer -> !(answer instanceof Unknown) && !isOurs(answer))
                        .count();
        return lost > lock.size() - lock.majority()
                ? Optional.of(problem(answers.values()))
                : Optional.empty();
    }

    private long ours(Collection<LockAnswer> answers) {
        return answers.stream().filter(this::isOurs).count();
    }

    private boolean isOurs(LockAnswer answer) {
        return answer instanceof Held by && by.id().equals(id);
    }

    private Problem problem(Collection<LockAnswer> answers) {
        String now =
                answers.stream()
                        .filter(answer -> answer instanceof Held && !isOurs(answer))
                        .map(answer -> "it is held by " + ((Held) answer).holder())
                        .findFirst()
                        .orElse("kprov unlock took it away, or the hosts were replaced");
        return new Problem(
                "this run lost the lock of the cluster (" + id + ")",
                now,
                "the stages before are done and stay so; no further one was begun",
                "see that no other run works on this cluster, then run the same command again");
    }

    @Override
    public void close() {
        lock.giveBack(touched, id, GIVE_BACK_LIMIT);
    }
}
