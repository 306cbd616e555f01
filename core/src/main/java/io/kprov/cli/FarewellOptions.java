package io.kprov.cli;

import io.kprov.procedure.RemoveNodes.Farewell;
import io.kprov.step.removal.StopHost;
import io.kprov.step.reset.ResetHost;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** In what state machines leave, and what becomes of them. */
final class FarewellOptions {
    @Option(
            names = "--dead",
            description =
                    "What leaves is off and will not come back: it is not asked, and what it held is let go.")
    private boolean dead;

    @Option(
            names = "--keep-host",
            description =
                    "Stop what runs on a host that leaves, and leave the rest of it as it is.")
    private boolean keepHost;

    @Mixin private DrainOptions drain = new DrainOptions();

    boolean dead() {
        return dead;
    }

    Farewell farewell() {
        return dead
                ? new Farewell.Dead()
                : new Farewell.Alive(
                        drain.manner(),
                        keepHost
                                ? new StopHost()
                                // What etcd had there the other members have, too.
                                : new ResetHost(ResetHost.Data.REMOVE, ResetHost.End.CLUSTER_ENDS));
    }
}
