package io.kprov.it;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An inventory as text, which stories change as an operator does: by editing it.
 *
 * @param text YAML
 */
record LabInventory(String text) {

    /** With every {@code old} replaced; an error where there is none, so that no edit is lost. */
    LabInventory with(String old, String replacement) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("the inventory has no " + old);
        }
        return new LabInventory(text.replace(old, replacement));
    }

    /** Without the lines that hold this. */
    LabInventory without(String part) {
        List<String> kept = text.lines().filter(line -> !line.contains(part)).toList();
        if (kept.size() == text.lines().count()) {
            throw new IllegalArgumentException("the inventory has no " + part);
        }
        return new LabInventory(String.join("\n", kept) + "\n");
    }

    /** With these machines and no others, each with its roles. */
    LabInventory withHosts(Entry... entries) {
        String head = text.substring(0, text.indexOf("\nhosts:") + 1);
        return new LabInventory(
                head
                        + Stream.of(entries)
                                .map(Entry::line)
                                .collect(Collectors.joining("", "hosts:\n", "")));
    }

    /**
     * The same with what the names of the machines say: {@code etcd-1}, {@code cp-1}, {@code w-1}.
     */
    LabInventory withHosts(List<LabHost> hosts) {
        return withHosts(
                hosts.stream()
                        .map(host -> new Entry(host, role(host.name())))
                        .toArray(Entry[]::new));
    }

    private static String role(String name) {
        return name.startsWith("etcd")
                ? "etcd"
                : name.startsWith("cp") ? "control-plane" : "worker";
    }

    /** A machine and what it is to be, for example {@code [control-plane, worker]}. */
    record Entry(LabHost host, String roles) {
        private String line() {
            return "  - {name: %s, address: %s, roles: [%s]}\n"
                    .formatted(host.name(), host.address(), roles);
        }
    }
}
