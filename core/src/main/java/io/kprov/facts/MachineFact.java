package io.kprov.facts;

import io.kprov.model.IpAddress;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What machine this is. */
public record MachineFact() implements Fact<Machine> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<MachineFact, Machine> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<MachineFact, Machine> {
        @Override
        public String name() {
            return "machine";
        }

        @Override
        public String script(List<MachineFact> facts) {
            return """
            ( . /etc/os-release; echo "os $ID"; echo "like $ID_LIKE"; echo "osVersion $VERSION_ID"; echo "osName $PRETTY_NAME" )
            echo "kernel $(uname -r)"
            echo "hostname $(uname -n)"
            read -r value </etc/machine-id; echo "machineId $value"
            echo "arch $(uname -m)"
            echo "cpus $(nproc)"
            while read -r key value _; do case $key in MemTotal:) echo "memoryKiB $value" ;; SwapTotal:) echo "swapKiB $value" ;; esac; done </proc/meminfo
            echo "cgroup $(stat -fc %T /sys/fs/cgroup)"
            echo "container $(systemd-detect-virt -c)"
            echo "freeMiB $(df -Pm /var/lib | awk 'NR == 2 { print $4 }')"
            [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] && echo "bridge yes"
            while read -r dev kind; do [ "${kind:-$dev}" = overlay ] && echo "overlay yes"; done </proc/filesystems
            [ -d /run/systemd/system ] && echo "systemd yes"
            for program in curl base64 sha256sum tar; do command -v $program >/dev/null && echo "program $program"; done
            ip -o addr show scope global | while read -r _ link _ address _; do echo "address $link $address"; done
            sockets=$(ss -Hltnp)
            # One of Kubernetes' that is just ending has lost its name before its socket.
            if echo "$sockets" | grep -v users: | grep -qE ':(6443|2379|238[01]|102[0-9][0-9]) '; then
              sleep 0.5
              sockets=$(ss -Hltnp)
            fi
            echo "$sockets" | while read -r _ _ _ local _ process; do [ -z "$local" ] || echo "listen $local $process"; done
            echo "now $(date +%s.%N)\"\
            """
                    .stripTrailing();
        }

        @Override
        public List<String> words(MachineFact fact) {
            return List.of();
        }

        @Override
        public Map<MachineFact, Machine> parse(List<MachineFact> facts, List<String> output) {
            var values = new HashMap<String, String>();
            var programs = new ArrayList<String>();
            var addresses = new ArrayList<Machine.InterfaceAddress>();
            var listeners = new ArrayList<Machine.Listener>();
            for (String line : output) {
                String[] words = line.split(" ", 2);
                String value = words.length > 1 ? words[1].strip() : "";
                switch (words[0]) {
                    case "program" -> programs.add(value);
                    case "address" -> address(value).ifPresent(addresses::add);
                    case "listen" -> listener(value).ifPresent(listeners::add);
                    default -> values.put(words[0], value);
                }
            }
            return Map.of(
                    new MachineFact(),
                    new Machine(
                            values.getOrDefault("os", ""),
                            values.getOrDefault("like", ""),
                            values.getOrDefault("osVersion", ""),
                            values.getOrDefault("osName", ""),
                            values.getOrDefault("kernel", ""),
                            values.getOrDefault("arch", ""),
                            values.getOrDefault("hostname", ""),
                            values.getOrDefault("machineId", ""),
                            (int) number(values.get("cpus")),
                            number(values.get("memoryKiB")) / 1024,
                            number(values.get("swapKiB")) / 1024,
                            number(values.get("freeMiB")),
                            values.getOrDefault("cgroup", "").equals("cgroup2fs") ? 2 : 1,
                            !Set.of("", "none").contains(values.getOrDefault("container", "")),
                            values.containsKey("bridge"),
                            values.containsKey("overlay"),
                            values.containsKey("systemd"),
                            List.copyOf(programs),
                            List.copyOf(addresses),
                            List.copyOf(listeners),
                            instant(values.getOrDefault("now", "0"))));
        }

        private static long number(@org.jspecify.annotations.Nullable String text) {
            return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
        }

        private static Instant instant(String seconds) {
            var exact = new BigDecimal(seconds.matches("[0-9.]+") ? seconds : "0");
            return Instant.ofEpochSecond(
                    exact.longValue(),
                    exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
        }

        private static java.util.Optional<Machine.InterfaceAddress> address(String text) {
            String[] words = text.split("[ /]", -1);
            return words.length < 2
                    ? java.util.Optional.empty()
                    : IpAddress.parse(words[1])
                            .map(address ->
                                    new Machine.InterfaceAddress(
                                            words[0].replaceFirst("@.*", ""),
                                            address,
                                            words.length > 2 ? Integer.parseInt(words[2]) : 32));
        }

        private static java.util.Optional<Machine.Listener> listener(String text) {
            String[] words = text.split(" ", 2);
            int colon = words[0].lastIndexOf(':');
            if (colon < 0 || !words[0].substring(colon + 1).matches("\\d{1,5}")) {
                return java.util.Optional.empty();
            }
            var process =
                    java.util.regex.Pattern.compile("\\(\\(\"([^\"]+)\"")
                            .matcher(words.length > 1 ? words[1] : "");
            return java.util.Optional.of(
                    new Machine.Listener(
                            words[0].substring(0, colon),
                            Integer.parseInt(words[0].substring(colon + 1)),
                            process.find() ? process.group(1) : ""));
        }
    }
}
