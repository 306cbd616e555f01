package io.kprov.step.removal;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Kubectl;
import java.time.Duration;

/** The volumes that are attached to a node. */
final class Volumes {
    private Volumes() {}

    /** A volume may be attached elsewhere only when it is let go here. */
    static Action awaitDetached(Host leaving) {
        return new Action.WaitUntil(
                "no volume is attached to " + leaving,
                Command.script(
                        """
                        # kprov: volumes-detached
                        nodes=$(%s) && ! echo "$nodes" | grep -qxF "$1"
                        """
                                .formatted(
                                        Kubectl.command(
                                                "get",
                                                "volumeattachments",
                                                "-o",
                                                "jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}")),
                        leaving.name()),
                Duration.ofMinutes(5),
                Where.CONTROL_PLANE);
    }
}
