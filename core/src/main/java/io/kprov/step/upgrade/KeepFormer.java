package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps what {@link PutBack} needs: where the links lead, the kubelet's settings, the static pods'
 * manifests, and kprov's notes on them. The programs themselves stay in their folders.
 */
public final class KeepFormer implements Step {
    private static final String KEEP =
            """
            # kprov: keep-former. $1 folder, $2 what it is kept for, $3 mark of what kubeadm has done, $4 whether it has anything to do
            set -e
            umask 077
            new=$1.new
            rm -rf "$new"
            mkdir -p "$new"
            find /usr/local/bin /usr/local/sbin /opt/cni/bin -maxdepth 1 -type l -lname '/opt/kprov/*' -printf '%p %l\\n' >"$new/links"
            keep() {
                for file in $1; do
                    [ ! -f "$file" ] || { mkdir -p "$new/files${file%/*}" && cp -p "$file" "$new/files$file"; }
                done
            }
            keep '/var/lib/kubelet/*.yaml'
            keep '/var/lib/kubelet/*.env'
            keep '/etc/kubernetes/kprov/*.yaml'
            keep '/etc/kubernetes/kprov/patches/*.yaml'
            keep '/etc/kubernetes/manifests/*.yaml'
            keep '/var/lib/kprov/derived/*'
            echo "$2" >"$new/target"
            if [ "$4" = yes ]; then rm -f "$3"; else echo "$2" >"$3"; fi
            sync
            rm -rf "$1"
            mv "$new" "$1"
            """;

    @Override
    public String id() {
        return "keep-former";
    }

    @Override
    public String title() {
        return "keep what the former version needs";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Versions.facts(blueprint.cluster(), host));
        facts.add(KeptFormer.MARK);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var outdated = Versions.outdated(view);
        if (outdated.isEmpty()) {
            return new Decision.Skip("its versions stay");
        }
        if (KeptFormer.isThere(view.blueprint(), view.facts())) {
            return new Decision.Skip("it is kept");
        }
        boolean newKubelet = !Versions.uses(view.blueprint(), view.facts(), Program.KUBELET);
        return new Decision.Do(
                Sign.CREATE,
                "to take the host back if it does not work",
                List.of(
                        new Action.Run(
                                "keep links, settings and manifests in " + KeptFormer.FOLDER,
                                Command.script(
                                        KEEP,
                                        KeptFormer.FOLDER,
                                        KeptFormer.target(view.blueprint()),
                                        KeptFormer.KUBEADM_DONE.path(),
                                        newKubelet ? "yes" : "no"),
                                Duration.ofMinutes(1),
                                Where.SELF)));
    }
}
