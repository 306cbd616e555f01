package io.kprov.inventory;

/** Rules about backups of etcd. */
final class BackupRules {
    private static final String BACKUP = "backup";

    private BackupRules() {}

    static void aBackupOutlivesTheNextOne(Draft draft, Report report) {
        var backup = draft.root().section(BACKUP);
        var every = backup.text("every").flatMap(Notation::duration);
        var age = backup.section("keep").text("age").flatMap(Notation::duration);
        if (draft.root().gives(BACKUP)
                && every.isPresent()
                && age.filter(oldest -> oldest.compareTo(every.get()) <= 0).isPresent()) {
            report.error(
                    backup.section("keep").pathOf("age"),
                    "each snapshot would be too old when the next one comes",
                    "keep them longer than every " + backup.text("every").orElseThrow());
        }
    }

    static void aBackupIsElsewhere(Draft draft, Report report) {
        var backup = draft.root().section(BACKUP);
        if (draft.root().gives(BACKUP) && !backup.gives("target")) {
            report.warning(
                    BACKUP,
                    "snapshots stay on the disks of the hosts that hold the members, and are lost"
                            + " with them",
                    "name a target, or fetch them with `kprov etcd backup pull`");
        }
    }

    static void aBackupElsewhereIsEncrypted(Draft draft, Report report) {
        var backup = draft.root().section(BACKUP);
        if (backup.gives("target") && !backup.gives("encryptTo")) {
            report.warning(
                    BACKUP + ".target",
                    "whoever reads the target reads every Secret of the cluster, and no copy of the"
                            + " operator's keys is made",
                    "name a certificate: encryptTo");
        }
    }
}
