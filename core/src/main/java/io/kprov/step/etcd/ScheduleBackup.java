package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.Host;
import io.kprov.render.BackupFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The timer that backs up the host's member of etcd; none where the inventory wants no backup.
 * Snapshots that were made are left alone either way.
 */
public final class ScheduleBackup implements Step {
    private static final UnitFact TIMER = new UnitFact(BackupFiles.TIMER);
    private static final UnitFact SERVICE = new UnitFact(BackupFiles.UNIT);

    @Override
    public String id() {
        return "schedule-backup";
    }

    @Override
    public String title() {
        return "schedule the backup of etcd";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(files(blueprint, host).facts());
        facts.addAll(List.of(TIMER, SERVICE));
        return facts;
    }

    private static WantedFiles files(Blueprint blueprint, Host host) {
        return new WantedFiles(BackupFiles.files(blueprint.cluster(), host), BackupFiles.ALL);
    }

    @Override
    public Decision decide(View view) {
        var files = files(view.blueprint(), view.host());
        return view.cluster().backup().isPresent() ? keep(view, files) : end(view, files);
    }

    private static Decision keep(View view, WantedFiles files) {
        var changes = files.changes(view.facts());
        var notInForce = notInForce(view);
        if (changes.isEmpty() && notInForce.isEmpty()) {
            return new Decision.Skip("the timer runs with the wanted files");
        }
        var reasons = new ArrayList<String>();
        if (!changes.isEmpty()) {
            reasons.add(files.reason(view.facts()));
        }
        reasons.addAll(notInForce);
        var actions = new ArrayList<>(changes);
        if (!notInForce.isEmpty() || changes.stream().anyMatch(ScheduleBackup::concernsSystemd)) {
            actions.add(Systemd.takeUp(BackupFiles.TIMER, "restart"));
        }
        return new Decision.Do(
                files.allAbsent(view.facts()) ? Sign.CREATE : Sign.CHANGE,
                String.join(", ", reasons),
                actions);
    }

    private static List<String> notInForce(View view) {
        UnitState timer = view.get(TIMER);
        if (!timer.exists()) {
            return List.of("there is no timer");
        }
        var reasons = new ArrayList<String>();
        if (!timer.active()) {
            reasons.add("the timer is " + timer.activeState());
        }
        if (!timer.enabled()) {
            reasons.add("the timer does not start at boot");
        }
        if (timer.needsDaemonReload() || view.get(SERVICE).needsDaemonReload()) {
            reasons.add("systemd has not read the unit files again");
        }
        return reasons;
    }

    private static boolean concernsSystemd(Action change) {
        return change instanceof Action.PutFile put && BackupFiles.isUnit(put.file().path());
    }

    private static Decision end(View view, WantedFiles files) {
        var removals = files.changes(view.facts());
        boolean hasTimer = view.get(TIMER).exists();
        if (removals.isEmpty() && !hasTimer) {
            return new Decision.Skip("the inventory wants no backup");
        }
        var actions = new ArrayList<Action>();
        if (hasTimer) {
            actions.add(
                    run(
                            "stop " + BackupFiles.TIMER,
                            "systemctl",
                            "disable",
                            "--now",
                            "--quiet",
                            BackupFiles.TIMER));
        }
        actions.addAll(removals);
        actions.add(run("make systemd forget it", "systemctl", "daemon-reload"));
        return new Decision.Do(Sign.CHANGE, "the inventory wants no backup any more", actions);
    }

    private static Action run(String sentence, String... words) {
        return new Action.Run(sentence, Command.of(words), Duration.ofMinutes(1), Where.SELF);
    }
}
