package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.model.Host;
import io.kprov.render.BackupScript;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A proven snapshot of etcd before anything changes: the way back that works for all of it. */
public final class SnapshotFirst implements Step {
    /** For which upgrade there is one. */
    private static final FileFact MADE = FileFact.content("/var/lib/kprov/upgrade-snapshot");

    private static final String NOTE =
            """
            set -- "$3" "$4" "${newest%% *}" "$(echo "$begun" | tr -d :-)"
            if [ -z "$newest" ] || [ "$(echo "$3" | tr -d TZ)" -lt "$(echo "$4" | tr -d TZ)" ]; then
                echo 'no snapshot was made' >&2
                exit 1
            fi
            echo "snapshot: $PWD/${newest#* }"
            echo "$2" >"$1"
            """;

    @Override
    public String id() {
        return "snapshot-first";
    }

    @Override
    public String title() {
        return "save a snapshot of etcd";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Versions.facts(blueprint.cluster(), host));
        facts.add(MADE);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        String target = KeptFormer.target(view.blueprint());
        if (view.get(MADE).says(target)) {
            return new Decision.Skip("there is one from before this upgrade");
        }
        if (Versions.outdated(view).isEmpty()) {
            return new Decision.Skip("the versions stay");
        }
        return new Decision.Do(
                Sign.CREATE,
                "the way back, kept on " + view.host(),
                List.of(
                        new Action.LongRun(
                                "save a snapshot of etcd, restore it to scratch and open it",
                                "upgrade-snapshot",
                                BackupScript.command(
                                        view.cluster(), view.host(), NOTE, MADE.path(), target),
                                Duration.ofHours(2))));
    }
}
