package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;

/** Lets other commands work on the host again. The data of before stays where it is. */
public final class EndRestore extends RestoreStep {

    public EndRestore(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "end-restore";
    }

    @Override
    public String title() {
        return "end the restore";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE) || blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Decision decide(View view) {
        var state = state(view);
        if (swappedEverywhere(view) && !state.open() && !state.uploaded()) {
            return new Decision.Skip("it has ended");
        }
        return new Decision.Do(
                Sign.CHANGE,
                "it is under way",
                List.of(
                        new Action.Run(
                                "remove the mark that keeps other commands out, and the snapshot",
                                Command.of("rm", "-f", RestoreOrder.OPEN, order.snapshot()),
                                Duration.ofMinutes(1),
                                Where.SELF)));
    }
}
