package io.kprov.step;

import java.util.function.Supplier;

/**
 * A copy of what the operator keeps, closed with a certificate.
 *
 * @param digest of what is in it; that of the closed bytes is another one each time
 * @param closed closes it: work that a plan with nothing to do is spared
 */
public record SealedCopy(String digest, Supplier<byte[]> closed) {

    @Override
    public String toString() {
        return "SealedCopy[" + digest + "]";
    }
}
