package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.state.Claim;
import java.util.Optional;

/** What a control plane says of the cluster's lock. */
public sealed interface LockAnswer {

    /** Nobody has it there. */
    record Free() implements LockAnswer {}

    /** It is the asker's now, or was already. */
    record Taken() implements LockAnswer {}

    /** It was the one that was to be dropped, and is gone. */
    record Dropped() implements LockAnswer {}

    /**
     * Somebody has it there.
     *
     * @param claim empty when nobody can read what it says
     */
    record Held(String id, Optional<Claim> claim) implements LockAnswer {

        /** The holder in words. */
        public String holder() {
            return claim.map(known -> known.holder().toString()).orElse("it does not say which");
        }
    }

    /**
     * The host could not be asked, or could not answer.
     *
     * @param reached whether the way to it is good
     */
    record Unknown(Problem problem, boolean reached) implements LockAnswer {}
}
