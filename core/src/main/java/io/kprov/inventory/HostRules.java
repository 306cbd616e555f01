package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import io.kprov.model.IpAddress;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules about single hosts, and what tells one host from another. */
final class HostRules {
    private HostRules() {}

    static void namesAreUnique(Draft draft, Report report) {
        Map<String, DraftHost> first = new HashMap<>();
        for (DraftHost host : draft.hosts()) {
            host.name().ifPresent(name -> unique(first, name, "name", host, report));
        }
    }

    static void addressesAreUnique(Draft draft, Report report) {
        Map<IpAddress, DraftHost> first = new HashMap<>();
        for (DraftHost host : draft.hosts()) {
            host.address().ifPresent(address -> unique(first, address, "address", host, report));
        }
    }

    private static <T> void unique(
            Map<T, DraftHost> first, T value, String key, DraftHost host, Report report) {
        DraftHost before = first.putIfAbsent(value, host);
        if (before != null) {
            report.error(
                    host.section().pathOf(key),
                    report.shown(host.section().pathOf(key), value.toString())
                            + " is the "
                            + key
                            + " of "
                            + before.path()
                            + " too (line "
                            + report.lineOf(before.section().pathOf(key))
                            + ")");
        }
    }

    static void addressesCanBelongToAHost(Draft draft, Report report) {
        for (DraftHost host : draft.hosts()) {
            host.address()
                    .flatMap(HostRules::useless)
                    .ifPresent(why ->
                            report.error(
                                    host.section().pathOf("address"),
                                    why + ", other hosts cannot reach it"));
        }
        draft.vip()
                .flatMap(HostRules::useless)
                .ifPresent(why -> report.error(Draft.VIP, why + ", no host can have it as VIP"));
    }

    private static Optional<String> useless(IpAddress address) {
        InetAddress inet = address.inet();
        if (inet.isLoopbackAddress()) {
            return Optional.of(Quoted.text(address.toString()) + " is a loopback address");
        }
        if (inet.isAnyLocalAddress()
                || inet.isMulticastAddress()
                || address.toString().equals("255.255.255.255")) {
            return Optional.of(Quoted.text(address.toString()) + " is no host's address");
        }
        return address.isV6() && inet.isLinkLocalAddress()
                ? Optional.of(Quoted.text(address.toString()) + " is a link-local address")
                : Optional.empty();
    }

    static void nodeSettingsAreForNodes(Draft draft, Report report) {
        for (DraftHost host : draft.hosts()) {
            if (host.isNode() || host.roles().isEmpty()) {
                continue;
            }
            nodeSettings(host.section())
                    .forEach(key ->
                            report.warning(
                                    host.section().pathOf(key),
                                    "has no effect: "
                                            + host.called()
                                            + " is neither control-plane nor worker, so no kubelet"
                                            + " runs there"));
        }
    }

    /** The keys there that mean something to nodes only. */
    static Stream<String> nodeSettings(Section section) {
        return Stream.of("labels", "taints", "kubelet", "reserved").filter(section::gives);
    }

    static void keyFilesAreReadable(Draft draft, Report report) {
        Section ssh = draft.root().section("ssh");
        ssh.text("identityFile")
                .ifPresent(written -> readable("identityFile", written, true, draft, report));
        ssh.text("knownHosts")
                .ifPresent(written -> readable("knownHosts", written, false, draft, report));
    }

    /** known_hosts may be absent: {@code kprov hostkeys} writes it. */
    private static void readable(
            String key, String written, boolean mustExist, Draft draft, Report report) {
        String at = draft.root().section("ssh").pathOf(key);
        Optional<Path> file = draft.paths().resolve(written);
        if (file.isEmpty()) {
            report.error(
                    at, report.shown(at, written) + " is not a path", "write it without ~user");
        } else if (!Files.exists(file.get())) {
            if (mustExist) {
                report.error(
                        at,
                        "there is no file " + report.shown(at, written),
                        "relative paths start at the inventory's directory");
            }
        } else if (!Files.isRegularFile(file.get())) {
            report.error(at, report.shown(at, written) + " is not a regular file");
        } else if (!Files.isReadable(file.get())) {
            report.error(
                    at,
                    report.shown(at, written) + " may not be read by this user",
                    "check owner and mode");
        }
    }
}
