package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.os.PackageManager;
import io.kprov.render.AuditPolicy;
import io.kprov.render.BackupFiles;
import io.kprov.render.Footprint;
import io.kprov.render.Stamp;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What kprov and its cluster have left on the host.
 *
 * @param address the cluster's virtual address; empty text where it has none
 */
public record TracesFact(String address) implements Fact<Traces> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<TracesFact, Traces> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<TracesFact, Traces> {
        @Override
        public String name() {
            return "traces";
        }

        @Override
        public String script(List<TracesFact> facts) {
            return facts.stream().map(Source::script).collect(Collectors.joining("\n"));
        }

        private static String script(TracesFact fact) {
            return """
            (
            %s
            for unit in $(systemctl list-units --plain --no-legend --all --state=active,activating,deactivating 'kprov-*.service' | awk '{print $1}'); do
                case $unit in kprov-reset-host.service | %s.service) ;; *) echo "work $unit" ;; esac
            done
            systemctl list-units --plain --no-legend --all --type slice kubepods.slice | awk '{print "unit " $1}'
            for unit in $units; do
                for path in "/etc/systemd/system/$unit" "/etc/systemd/system/$unit.d/10-kprov.conf"; do
                    if is_own "$path"; then echo "unit $unit"; fi
                done
            done
            for path in $own_files; do if is_own "$path"; then echo "file $path"; fi; done
            for path in $files $folders $containerd; do if there "$path"; then echo "file $path"; fi; done
            for path in %s/* %s/.[!.]*; do
                [ -e "$path" ] || [ -L "$path" ] || continue
                case ${path##*/} in %s) ;; *) echo "file $path" ;; esac
            done
            for path in $links; do
                case $([ -L "$path" ] && readlink "$path") in /opt/kprov/*) echo "program $path" ;; esac
            done
            sed 's/^/package /' %s
            sed 's/^/user /' %s
            sed -n 's/^# kprov: /swap /p' /etc/fstab
            for name in $interfaces; do if [ -e "/sys/class/net/$name" ]; then echo "interface $name"; fi; done
            address=%s
            if [ -n "$address" ] && [ -n "$(ip -o address show to "$address")" ]; then echo "address $address"; fi
            for save in iptables-nft-save ip6tables-nft-save iptables-legacy-save ip6tables-legacy-save; do
                if command -v $save >/dev/null; then $save | sed -nE "s/^:($chains[^ ]*) .*/\\\\1/p"; fi
            done | sort -u | sed 's/^/chain /'
            if command -v nft >/dev/null; then
                for table in $tables; do nft list tables | awk -v name="$table" '$3 == name {print "chain table " $2 " " $3}'; done
            fi
            mounts | sed 's/^/mount /'
            if [ -n "$(etcd_data)" ]; then echo 'data %s'; fi
            for path in %s* %s/before-reset-*; do if [ -e "$path" ]; then echo "aside $path"; fi; done
            if [ -e %s ]; then echo 'log %s'; fi
            if [ -e %s ]; then echo 'run %s'; fi
            if [ -e %s ]; then echo 'backup %s'; fi
            # While kprov's own are there, the others are not told from them.
            if [ ! -e /etc/kubernetes/kubelet.conf ] && [ ! -e /opt/kprov ]; then
                find /etc/kubernetes /etc/cni/net.d -type f | head -n 20 | sed 's/^/foreign /'
            fi
            )\
            """
                    .formatted(
                            Footprint.shell(),
                            BackupFiles.UNIT,
                            Footprint.MARKS,
                            Footprint.MARKS,
                            String.join(" | ", Footprint.STAYING),
                            PackageManager.INSTALLED,
                            Footprint.USERS,
                            fact.address.isEmpty() ? "''" : ShellQuote.quote(fact.address),
                            Footprint.ETCD,
                            Footprint.ASIDE,
                            Footprint.ETCD,
                            AuditPolicy.LOG_DIRECTORY,
                            AuditPolicy.LOG_DIRECTORY,
                            Stamp.DIRECTORY,
                            Stamp.DIRECTORY,
                            BackupFiles.FOLDER,
                            BackupFiles.FOLDER);
        }

        @Override
        public List<String> words(TracesFact fact) {
            return List.of(fact.address);
        }

        @Override
        public Map<TracesFact, Traces> parse(List<TracesFact> facts, List<String> output) {
            var found = new EnumMap<Traces.Kind, List<String>>(Traces.Kind.class);
            for (String line : output) {
                int space = line.indexOf(' ');
                if (space > 0) {
                    var kind =
                            Traces.Kind.valueOf(line.substring(0, space).toUpperCase(Locale.ROOT));
                    var subjects = found.computeIfAbsent(kind, _ -> new ArrayList<>());
                    String subject = line.substring(space + 1);
                    if (!subjects.contains(subject)) {
                        subjects.add(subject);
                    }
                }
            }
            var traces = new Traces(found);
            return facts.stream().distinct().collect(Collectors.toMap(fact -> fact, _ -> traces));
        }
    }
}
