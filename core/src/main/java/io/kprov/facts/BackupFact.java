package io.kprov.facts;

import io.kprov.render.BackupFiles;
import io.kprov.snapshot.BackupState;
import java.util.List;
import java.util.Map;

/** How the backup of etcd stands on the host. */
public record BackupFact() implements Fact<BackupState> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<BackupFact, BackupState> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<BackupFact, BackupState> {
        @Override
        public String name() {
            return "backup";
        }

        /** The newest by the time in its name, whatever the host was called then. */
        @Override
        public String script(List<BackupFact> facts) {
            return """
            (
              cd %1$s || exit 0
              newest=$(ls -1 | sed -n 's/.*\\.\\([0-9]*T[0-9]*Z\\)\\.[0-9]*\\.db\\(\\.cms\\)\\{0,1\\}$/\\1 &/p' | sort | tail -n 1)
              [ -f "${newest#* }.json" ] && sed 's/^/newest /' "${newest#* }.json"
              sed 's/^/sent /' pushed.json
              sed 's/^/last /' last.json
            )
            stat -c 'since %%Y' %2$s | sort | tail -n 1\
            """
                    .formatted(
                            BackupFiles.FOLDER,
                            BackupFiles.SETTINGS_PATH + " " + BackupFiles.TIMER_PATH);
        }

        @Override
        public List<String> words(BackupFact fact) {
            return List.of();
        }

        @Override
        public Map<BackupFact, BackupState> parse(List<BackupFact> facts, List<String> output) {
            return Map.of(new BackupFact(), BackupState.parse(output));
        }
    }
}
