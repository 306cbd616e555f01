package io.kprov.step;

import io.kprov.error.Problem;
import io.kprov.facts.PathFact;
import io.kprov.snapshot.RestoreOrder;
import java.util.Optional;

/**
 * Whether a host was stopped for a restore of etcd that has not ended: nobody else starts anything
 * there. On the operator's machine that began it, its order keeps other commands out before.
 */
public final class UnderRestore {
    /** The question to a control plane or etcd host. */
    public static final PathFact MARK = new PathFact(RestoreOrder.OPEN);

    private UnderRestore() {}

    /** Why the step does nothing on its host. */
    public static Optional<Decision> blocks(View view) {
        return view.get(MARK)
                ? Optional.of(
                        new Decision.Blocked(
                                new Problem(
                                        view.host() + ": a restore of etcd is under way",
                                        "the control plane was stopped for it ("
                                                + MARK.path()
                                                + "), and it has not come to its end",
                                        "nothing was changed",
                                        "go on with it where it was begun: kprov etcd restore FILE, or kprov etcd recover")))
                : Optional.empty();
    }
}
