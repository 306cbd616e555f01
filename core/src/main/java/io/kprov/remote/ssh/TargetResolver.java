package io.kprov.remote.ssh;

import io.kprov.model.Host;
import io.kprov.model.SshSettings;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.remote.ssh.SshTarget.IdentityFile;
import io.kprov.remote.ssh.SshTarget.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Merges the inventory with {@code ~/.ssh/config}: the inventory wins, ssh's defaults come last.
 */
final class TargetResolver {
    private static final int DEFAULT_PORT = 22;
    private static final Pattern JUMP =
            Pattern.compile("(?:ssh://)?(?:([^@]+)@)?(\\[[^]]+]|[^:]+)(?::(\\d{1,5}))?/?");

    private final SshSettings settings;
    private final SshEnvironment environment;
    private final SshConfig config;

    TargetResolver(SshSettings settings, SshEnvironment environment, SshConfig config) {
        this.settings = settings;
        this.environment = environment;
        this.config = config;
    }

    SshTarget resolve(Host host) {
        var address = host.address().toString();
        var names = List.of(host.name(), address);
        return target(
                host.name(),
                address,
                names,
                host.sshUser().or(settings::user),
                host.sshPort().or(settings::port),
                host.hostKeys(),
                jumps(names));
    }

    private List<SshTarget> jumps(List<String> names) {
        var jumps = settings.jump().isEmpty() ? configuredJumps(names) : settings.jump();
        return jumps.stream().map(this::bastion).toList();
    }

    private List<JumpHost> configuredJumps(List<String> names) {
        return config.first("ProxyJump", names).stream()
                .filter(value -> !value.equals("none"))
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .flatMap(hop -> parseJump(hop).stream())
                .toList();
    }

    private static Optional<JumpHost> parseJump(String text) {
        var jump = JUMP.matcher(text.strip());
        return jump.matches()
                ? Optional.of(
                        new JumpHost(
                                Optional.ofNullable(jump.group(1)),
                                jump.group(2).replaceAll("[\\[\\]]", ""),
                                Optional.ofNullable(jump.group(3)).map(Integer::valueOf)))
                : Optional.empty();
    }

    private SshTarget bastion(JumpHost jump) {
        var names = List.of(jump.host());
        var host = config.first("HostName", names).orElse(jump.host()).replace("%h", jump.host());
        return target(jump.host(), host, names, jump.user(), jump.port(), List.of(), List.of());
    }

    private SshTarget target(
            String label,
            String host,
            List<String> names,
            Optional<String> inventoryUser,
            Optional<Integer> inventoryPort,
            List<String> hostKeys,
            List<SshTarget> jumps) {
        var user =
                inventoryUser.or(() -> config.first("User", names)).orElse(environment.userName());
        var port =
                inventoryPort
                        .or(() -> config.first("Port", names).flatMap(TargetResolver::port))
                        .orElse(DEFAULT_PORT);
        var only = config.first("IdentitiesOnly", names).filter("yes"::equalsIgnoreCase);
        return new SshTarget(
                label,
                host,
                port,
                user,
                hostKeys,
                identityFiles(names, host, user),
                only.isPresent(),
                jumps);
    }

    private static Optional<Integer> port(String text) {
        return text.matches("\\d{1,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private List<IdentityFile> identityFiles(List<String> names, String host, String user) {
        var files = new ArrayList<IdentityFile>();
        settings.identityFile()
                .map(path -> environment.expand(path.toString()))
                .ifPresent(path -> files.add(new IdentityFile(path, Origin.INVENTORY)));
        for (var value : config.all("IdentityFile", names)) {
            if (!value.equals("none")) {
                var path = environment.expand(tokens(value, host, user));
                files.add(new IdentityFile(path, Origin.SSH_CONFIG));
            }
        }
        if (files.isEmpty()) {
            var folder = environment.home().resolve(".ssh");
            for (var name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
                files.add(new IdentityFile(folder.resolve(name), Origin.DEFAULT));
            }
        }
        return files;
    }

    /** The tokens of ssh_config(5) that people use in IdentityFile. */
    private String tokens(String path, String host, String user) {
        return path.replace("%d", environment.home().toString())
                .replace("%h", host)
                .replace("%r", user)
                .replace("%u", environment.userName());
    }
}
