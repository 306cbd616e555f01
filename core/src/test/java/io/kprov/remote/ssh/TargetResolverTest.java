package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.Role;
import io.kprov.model.SshSettings;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.remote.ssh.SshTarget.IdentityFile;
import io.kprov.remote.ssh.SshTarget.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetResolverTest {
    private SshFixture fixture;

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home);
    }

    @Test
    void without_any_setting_it_is_the_operators_name_port_22_and_the_default_keys() {
        var target = resolve(settings(), "w-1", "10.0.0.21");
        assertThat(target.address()).isEqualTo("operator@10.0.0.21:22");
        assertThat(target.identityFiles())
                .containsExactly(
                        key(".ssh/id_ed25519", Origin.DEFAULT),
                        key(".ssh/id_ecdsa", Origin.DEFAULT),
                        key(".ssh/id_rsa", Origin.DEFAULT));
        assertThat(target.jumps()).isEmpty();
    }

    @Test
    void the_first_value_in_the_ssh_config_wins_and_identity_files_add_up() {
        fixture.file(
                ".ssh/config",
                """
                # comment
                Host w-1 other
                    User = ops
                    identityfile "~/.ssh/a key"

                Host 10.0.0.*  !10.0.0.9
                  User second
                  Port 2222
                  IdentityFile ~/.ssh/%r
                  IdentitiesOnly yes
                Host *
                  Port 3333
                """);
        var target = resolve(settings(), "w-1", "10.0.0.21");
        assertThat(target.address()).isEqualTo("ops@10.0.0.21:2222");
        assertThat(target.identitiesOnly()).isTrue();
        assertThat(target.identityFiles())
                .containsExactly(
                        key(".ssh/a key", Origin.SSH_CONFIG), key(".ssh/ops", Origin.SSH_CONFIG));
        assertThat(resolve(settings(), "w-9", "10.0.0.9").address())
                .isEqualTo("operator@10.0.0.9:3333");
    }

    @Test
    void the_inventory_wins_over_the_ssh_config() {
        fixture.file(".ssh/config", "User nobody\nPort 1\nIdentityFile ~/b\nProxyJump x\n");
        var settings =
                new SshSettings(
                        Optional.of("ops"),
                        Optional.of(22),
                        Optional.of(Path.of("~/.ssh/prod")),
                        Optional.empty(),
                        List.of(new JumpHost(Optional.of("me"), "bastion", Optional.empty())),
                        Optional.empty(),
                        Optional.empty());
        var target = resolve(settings, "w-1", "10.0.0.21");
        assertThat(target.address()).isEqualTo("ops@10.0.0.21:22");
        assertThat(target.identityFiles().getFirst()).isEqualTo(key(".ssh/prod", Origin.INVENTORY));
        assertThat(target.jumps()).extracting(SshTarget::address).containsExactly("me@bastion:1");
    }

    @Test
    void proxy_jump_names_bastions_that_have_settings_of_their_own() {
        fixture.file(
                ".ssh/config",
                """
                Host 10.*
                  ProxyJump edge,root@[fd00::1]:2200
                Host edge
                  HostName %h.example.com
                  User gate
                Host 10.9.*
                  ProxyJump never
                Host direct
                  ProxyJump none
                """);
        assertThat(resolve(settings(), "w-1", "10.0.0.21").jumps())
                .extracting(SshTarget::address)
                .containsExactly("gate@edge.example.com:22", "root@[fd00::1]:2200");
    }

    @Test
    void match_and_include_are_understood_and_no_command_is_run() {
        fixture.file(".ssh/hosts", "User included\nHost w-2\n  Port 2\n");
        fixture.file(
                ".ssh/config",
                """
                Match host 10.0.0.22 exec "touch /never"
                  User never
                Match host w-1,w-2
                  Include hosts
                Host w-3
                  Port 3
                Match all
                  User all
                """);
        assertThat(resolve(settings(), "w-1", "10.0.0.21").address())
                .isEqualTo("included@10.0.0.21:22");
        assertThat(resolve(settings(), "w-2", "10.0.0.22").address())
                .isEqualTo("included@10.0.0.22:2");
        assertThat(resolve(settings(), "w-3", "10.0.0.23").address()).isEqualTo("all@10.0.0.23:3");
    }

    private SshTarget resolve(SshSettings settings, String name, String address) {
        var environment =
                new SshEnvironment(
                        fixture.home,
                        "operator",
                        Optional.empty(),
                        (key, attempt) -> Optional.empty(),
                        fixture.pinned(),
                        List.of());
        var host =
                new Host(
                        name,
                        IpAddress.parse(address).orElseThrow(),
                        Set.of(Role.WORKER),
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Map.of());
        return new TargetResolver(settings, environment, SshConfig.read(fixture.home))
                .resolve(host);
    }

    private IdentityFile key(String path, Origin origin) {
        return new IdentityFile(fixture.home.resolve(path), origin);
    }

    private static SshSettings settings() {
        return new SshSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
