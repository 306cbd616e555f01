package io.kprov.step.host;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.MachineFact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * No swap, now and at boot: a kubelet refuses to start with it unless it is told otherwise
 * (failSwapOn).
 */
public final class DisableSwap implements Step {
    private static final FileFact FSTAB = FileFact.content("/etc/fstab");
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\s*[^#\\s]\\S*\\s+\\S+\\s+swap\\s");

    @Override
    public String id() {
        return "disable-swap";
    }

    @Override
    public String title() {
        return "turn swap off";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(new MachineFact(), FSTAB);
    }

    @Override
    public Decision decide(View view) {
        if (Boolean.FALSE.equals(view.cluster().kubernetes().kubeletConfig().get("failSwapOn"))) {
            return new Decision.Skip(
                    "the inventory lets kubelets run with swap (failSwapOn: false)");
        }
        long swap = view.get(new MachineFact()).swapMiB();
        boolean atBoot = ENTRY.matcher(view.get(FSTAB).content().orElse("")).find();
        if (swap == 0 && !atBoot) {
            return new Decision.Skip("there is no swap");
        }
        return new Decision.Do(
                Sign.CHANGE,
                swap > 0 ? swap + " MiB of swap are on" : "/etc/fstab turns swap on at boot",
                List.of(
                        new Action.Run(
                                "swapoff -a, comment swap out of /etc/fstab, mask swap units",
                                Command.script(
                                        """
                                        # kprov: disable-swap
                                        set -e
                                        swapoff -a
                                        sed -i.kprov-before -E 's/^([[:space:]]*[^#[:space:]][^[:space:]]*[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]])/# kprov: \\1/' /etc/fstab
                                        systemctl list-units --type swap --all --plain --no-legend | while read -r unit _; do
                                            [ "$(systemctl is-enabled "$unit" 2>/dev/null)" != masked ] || continue
                                            # For kprov reset, which leaves alone what others have masked.
                                            mkdir -p /var/lib/kprov
                                            echo "$unit" >>/var/lib/kprov/swap-units
                                            systemctl mask --quiet "$unit"
                                        done
                                        """),
                                Duration.ofMinutes(2),
                                Where.SELF)));
    }
}
