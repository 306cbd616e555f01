package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.render.HostFile;
import io.kprov.render.Stamp;
import io.kprov.step.Action.Where;
import io.kprov.step.Decision.Sign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A systemd service together with the files it reads: right when the files are, the process runs,
 * and it started with just these files. A file that is right but not yet in force is a change too.
 *
 * @param takeUp how the process takes new files up: {@code restart} or {@code reload-or-restart}
 * @param validate runs after the files are written and before the process reads them
 */
public record ManagedUnit(Stamp stamp, WantedFiles files, String takeUp, List<Action> validate) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    public static ManagedUnit of(
            Stamp stamp, List<HostFile> files, String takeUp, Action... validate) {
        return new ManagedUnit(stamp, new WantedFiles(files), takeUp, List.of(validate));
    }

    public Set<Fact<?>> facts() {
        var facts = new LinkedHashSet<>(files.facts());
        facts.add(new UnitFact(stamp.unit()));
        return facts;
    }

    /** The answer for the unit that should run. */
    public Decision decide(View view, List<Action> afterwards) {
        var changes = files.changes(view.facts());
        var notInForce = notInForce(view);
        if (changes.isEmpty() && notInForce.isEmpty()) {
            return new Decision.Skip(stamp.unit() + " runs with the wanted files");
        }
        var reasons = new ArrayList<String>();
        if (!changes.isEmpty()) {
            reasons.add(files.reason(view.facts()));
        }
        reasons.addAll(notInForce);
        var actions = new ArrayList<>(changes);
        if (!notInForce.isEmpty() || changes.stream().anyMatch(this::concernsProcess)) {
            actions.addAll(validate);
            actions.add(Systemd.takeUp(stamp.unit(), takeUp));
            actions.addAll(afterwards);
        }
        return new Decision.Do(
                files.allAbsent(view.facts()) ? Sign.CREATE : Sign.CHANGE,
                String.join(", ", reasons),
                actions);
    }

    /** The process has nothing to take up when a file goes that it does not read at its start. */
    private boolean concernsProcess(Action change) {
        return !(change instanceof Action.RemoveFile(var path)) || stamp.reads(path);
    }

    /** Why the process does not run with the wanted files, whatever is on disk. */
    private List<String> notInForce(View view) {
        var unit = view.get(new UnitFact(stamp.unit()));
        var reasons = new ArrayList<String>();
        if (!unit.exists()) {
            return List.of(stamp.unit() + " is not installed");
        }
        if (!unit.active()) {
            reasons.add(stamp.unit() + " is " + unit.activeState());
        } else {
            stamp.expected(files.files())
                    .forEach((path, digest) -> {
                        if (!digest.equals(unit.stamp().get(path))) {
                            reasons.add(stamp.unit() + " runs with another " + path);
                        }
                    });
            unit.stamp().keySet().stream()
                    .filter(path -> files.isGone(path, view.facts()))
                    .sorted()
                    .forEach(path ->
                            reasons.add(
                                    stamp.unit() + " still runs with " + path + ", which is gone"));
        }
        if (!unit.enabled()) {
            reasons.add(stamp.unit() + " does not start at boot");
        }
        if (unit.needsDaemonReload()) {
            reasons.add("systemd has not read " + stamp.unit() + "'s unit file again");
        }
        return reasons;
    }

    /** systemctl, as actions. */
    public static final class Systemd {
        private Systemd() {}

        /**
         * Makes systemd read unit files again, forget failed starts, enable the unit, and the
         * process take its files up.
         *
         * @param how verb of systemctl, and options of it
         */
        public static Action takeUp(String unit, String how) {
            return new Action.Run(
                    how + " " + unit,
                    Command.script(
                            """
                            # kprov: take-up
                            set -e
                            systemctl daemon-reload
                            systemctl reset-failed "$1" 2>/dev/null || true
                            systemctl enable --quiet "$1"
                            systemctl $2 "$1"
                            # HAProxy says itself when it is done, which may be after systemctl.
                            for _ in $(seq 100); do
                                [ "$(systemctl show -p ActiveState --value "$1")" = reloading ] || break
                                sleep 0.2
                            done
                            """,
                            UnitFact.systemdName(unit),
                            how),
                    LIMIT,
                    Where.SELF);
        }

        /**
         * Waits until a command that runs as a unit of its own has ended.
         *
         * @param unit its name, see {@link Action.LongRun}
         */
        public static Action awaitEnded(String question, String unit, Duration limit) {
            return new Action.WaitUntil(
                    question,
                    Command.of(
                            "sh",
                            "-c",
                            "# kprov: unit-ended\n! systemctl -q is-active \"$1\"",
                            "sh",
                            "kprov-" + unit + ".service"),
                    limit,
                    Where.SELF);
        }
    }
}
