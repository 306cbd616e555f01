package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long the disk that holds a path, or will hold it, takes to make a small write safe: about as
 * large as an entry of etcd's log, at the end of a file that grows. It takes a second at most, on
 * good disks a third of one. Nothing is measured where the path exists: a member that runs there is
 * not disturbed.
 *
 * @param data what a member's data is; its folder need not exist
 */
public record DiskSyncFact(String data) implements Fact<Optional<SyncTimes>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<DiskSyncFact, Optional<SyncTimes>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<DiskSyncFact, Optional<SyncTimes>> {
        /** What GNU dd says last: it counts from before the write until after the sync. */
        private static final Pattern TIME =
                Pattern.compile("(.+) ([0-9.]+(?:e-?\\d+)?) s, \\S+ \\S+");

        @Override
        public String name() {
            return "disk-sync";
        }

        /**
         * The file keeps its name while it is written: Btrfs and ZFS do not log a file without one.
         * dd's own time is taken, for a process starts slower than a good disk writes; the limit is
         * told by the shell itself, in hundredths of a second.
         */
        @Override
        public String script(List<DiskSyncFact> facts) {
            return """
            for data in %s; do
              [ -e "$data" ] || (
                folder=${data%%/*}
                while [ ! -d "$folder/" ]; do folder=${folder%%/*}; done
                file=$folder/.kprov-sync.$$
                trap 'rm -f "$file"' EXIT
                trap 'exit 1' HUP INT PIPE TERM
                (set -C; : >"$file") || exit
                read -r begun _ </proc/uptime
                for _ in $(seq 200); do
                  line=$(dd if=/dev/zero of="$file" bs=2300 count=1 oflag=append conv=notrunc,fdatasync 2>&1) || break
                  echo "$data ${line##*copied, }"
                  read -r now _ </proc/uptime
                  [ $((${now%%.*}${now#*.} - ${begun%%.*}${begun#*.})) -lt 100 ] || break
                done
              )
            done\
            """
                    .formatted(ShellQuote.quote(facts.stream().map(DiskSyncFact::data).toList()));
        }

        @Override
        public List<String> words(DiskSyncFact fact) {
            return List.of(fact.data);
        }

        @Override
        public Map<DiskSyncFact, Optional<SyncTimes>> parse(
                List<DiskSyncFact> facts, List<String> output) {
            return facts.stream()
                    .collect(Collectors.toMap(fact -> fact, fact -> times(fact.data, output)));
        }

        /** By nearest rank: of fewer than a hundred the longest. */
        private static Optional<SyncTimes> times(String data, List<String> output) {
            var sorted =
                    output.stream()
                            .map(TIME::matcher)
                            .filter(line -> line.matches() && line.group(1).equals(data))
                            .map(line -> Seconds.parse(line.group(2)))
                            .sorted()
                            .toList();
            return sorted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new SyncTimes(
                                    sorted.get(Math.ceilDiv(sorted.size() * 99, 100) - 1),
                                    sorted.size()));
        }
    }
}
