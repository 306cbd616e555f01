package io.kprov.step.certs;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.PathFact;
import io.kprov.model.Backup;
import io.kprov.model.Host;
import io.kprov.render.BackupFiles;
import io.kprov.render.HostFile;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A copy of the operator's keys and certificates among the backups of etcd, where these are
 * encrypted: only who has the private key of their certificate can open it. Each copy is sent to
 * the target by the backup's own timer.
 */
public final class KeepPkiCopy implements Step {
    private static final PathFact COPY = new PathFact(BackupFiles.PKI_COPY);

    @Override
    public String id() {
        return "keep-pki-copy";
    }

    @Override
    public String title() {
        return "keep a copy of the operator's keys";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host) && certificate(blueprint).isPresent();
    }

    private static Optional<String> certificate(Blueprint blueprint) {
        return blueprint.cluster().backup().flatMap(Backup::certificate);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(COPY, FileFact.content(BackupFiles.PKI_COPY_OF));
    }

    @Override
    public Decision decide(View view) {
        var copy = view.blueprint().pki().copy(certificate(view.blueprint()).orElseThrow());
        if (copy.isEmpty()) {
            return new Decision.Skip("there are no keys yet");
        }
        var of = HostFile.rootOnly(BackupFiles.PKI_COPY_OF, copy.get().digest() + "\n");
        FileState before = view.get(FileFact.of(of));
        if (before.is(of) && view.get(COPY)) {
            return new Decision.Skip("it is of the keys as they are");
        }
        var sealed =
                new HostFile(
                        BackupFiles.PKI_COPY,
                        "0600",
                        "root:root",
                        copy.get().closed().get(),
                        HostFile.Visibility.SECRET);
        return new Decision.Do(
                before.isAbsent() ? Sign.CREATE : Sign.CHANGE,
                before.isAbsent() ? "there is none" : "it is of other keys",
                List.of(
                        new Action.PutFile(
                                sealed,
                                new FileState.Absent(),
                                "the operator's keys, encrypted to backup.encryptTo"),
                        // Last: it says that the copy is there.
                        new Action.PutFile(of, before, "which keys it is of")));
    }
}
