package io.kprov.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Another run of kprov, for {@link OperatorLockTest}: locks, says so, and waits to be killed. */
final class LockHolderMain {
    private LockHolderMain() {}

    public static void main(String[] arguments) throws IOException {
        var state = ClusterState.beside(Path.of(arguments[0]), arguments[1]);
        var holder = new Holder(1, "child", "desk", Instant.EPOCH, "demo");
        try (var _ = OperatorLock.acquire(state, holder)) {
            System.out.println("locked");
            // Ends with the test's JVM at the latest, whose end closes this stream.
            System.in.read();
        }
    }
}
