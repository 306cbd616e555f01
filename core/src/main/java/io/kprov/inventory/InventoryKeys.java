package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.block;
import static io.kprov.inventory.KeyType.choice;
import static io.kprov.inventory.KeyType.list;
import static io.kprov.inventory.KeyType.secret;
import static io.kprov.inventory.KeyType.text;

import io.kprov.model.CheckName;
import io.kprov.model.Role;
import io.kprov.pki.KeyAlgorithm;
import java.util.Arrays;
import java.util.List;

/**
 * Every key of the inventory: the one table behind the validator, {@code
 * docs/inventory.schema.json} and {@code docs/inventory.md}. A new key is a row here, its place in
 * {@link ClusterAssembly}, and an example.
 */
final class InventoryKeys {
    static final String API_VERSION = "kprov.io/v1";
    static final String KIND = "Cluster";

    private static final KeyType PORT = new KeyType.Whole(1, 65535);

    static final KeyType.Block ROOT =
            new KeyType.Block(
                    List.of(
                            required(
                                    "apiVersion",
                                    choice(API_VERSION),
                                    "The version of the inventory's format.",
                                    API_VERSION),
                            required("kind", choice(KIND), "What the file describes.", KIND),
                            part(
                                            "metadata",
                                            "What the cluster is called.",
                                            required(
                                                    "name",
                                                    text(Formats.LABEL),
                                                    "The cluster's name; kprov keeps its state in"
                                                            + " `.kprov/<name>/` beside the inventory.",
                                                    "prod"))
                                    .must(),
                            ssh(),
                            part(
                                    "preflight",
                                    "The checks that kprov makes before it changes anything.",
                                    optional(
                                            "waive",
                                            list(check()),
                                            "Checks whose failure is accepted; they are still made"
                                                    + " and shown.",
                                            "[memory]")),
                            pki(),
                            KubernetesKeys.kubernetes(),
                            part(
                                    "downloads",
                                    "Where release files come from.",
                                    optional(
                                            "mirror",
                                            text(NetworkFormats.SITE),
                                            "A site that has the upstream paths below the upstream"
                                                    + " host names, used instead of the upstream sites.",
                                            "http://mirror.example.com")),
                            registries(),
                            part(
                                    "containerd",
                                    "Settings of containerd.",
                                    optional(
                                            "dropIns",
                                            new KeyType.Named(
                                                    Formats.TOML_FILE, text(Formats.TEXT)),
                                            "File name to TOML text; containerd imports them after"
                                                    + " kprov's own configuration. One that is"
                                                    + " no longer named is removed. Plans"
                                                    + " show the text, unless a part of it comes"
                                                    + " from `${env:..}` or `${file:..}`.",
                                            "{oom.toml: \"${file:oom.toml}\"}")),
                            part(
                                    "os",
                                    "The hosts' operating systems.",
                                    optional(
                                                    "rebootIfNeeded",
                                                    choice("true", "false"),
                                                    "Whether `apply` and `upgrade` reboot hosts whose"
                                                            + " operating system asks for it, drained,"
                                                            + " in the order of an upgrade"
                                                            + " (upgrade.md).",
                                                    "true")
                                            .orElse("false")),
                            versions(),
                            ControlPlaneKeys.controlPlane(),
                            ControlPlaneKeys.network(),
                            BackupKeys.backup(),
                            PoolKeys.pools(),
                            HostKeys.hosts()));

    private InventoryKeys() {}

    private static Key ssh() {
        return part(
                "ssh",
                "How kprov reaches the hosts. What is absent comes from `~/.ssh/config`.",
                optional(
                        "user",
                        text(Formats.USER),
                        "The login; absent: what `~/.ssh/config` says, else the operator's own user"
                                + " name. It is root or may use sudo.",
                        "ops"),
                optional(
                        "port",
                        PORT,
                        "The port of sshd; absent: what `~/.ssh/config` says, else 22.",
                        "22"),
                optional(
                        "identityFile",
                        text(Formats.LINE),
                        "A private key file that this user can read. `~` is the home directory; a"
                                + " relative path starts at the inventory's directory. Absent: what"
                                + " `~/.ssh/config` says, then the agent.",
                        "~/.ssh/id_ed25519"),
                optional(
                        "knownHosts",
                        text(Formats.LINE),
                        "A file with the hosts' keys, read besides `~/.ssh/known_hosts` and what"
                                + " `kprov hostkeys` pinned; paths as in identityFile.",
                        "~/.ssh/known_hosts"),
                optional(
                        "jump",
                        list(text(NetworkFormats.JUMP_HOST)),
                        "Bastions on the way, the first one nearest to the operator.",
                        "[ops@bastion.example.com]"),
                optional(
                        "password",
                        secret(),
                        "The login's password, where keys cannot be used.",
                        "\"${env:SSH_PASSWORD}\""),
                optional(
                        "sudoPassword",
                        secret(),
                        "The password that sudo asks for; `sudo -n` is tried before.",
                        "\"${env:SUDO_PASSWORD}\""),
                part(
                        "keepAlive",
                        "When a host that went silent counts as lost: after `interval` times"
                                + " `misses`.",
                        optional(
                                        "interval",
                                        text(Formats.SECONDS),
                                        "How often a host is asked whether it is still there.",
                                        "15s")
                                .orElse("15s"),
                        optional(
                                        "misses",
                                        new KeyType.Whole(2, 20),
                                        "How many of these questions go without an answer.",
                                        "3")
                                .orElse("3")));
    }

    private static Key pki() {
        return part(
                "pki",
                "How certificates are made.",
                optional(
                                "algorithm",
                                new KeyType.Choice(
                                        Arrays.stream(KeyAlgorithm.values())
                                                .map(KeyAlgorithm::inventoryName)
                                                .toList(),
                                        KeyAlgorithm.refused()),
                                "The key type of every certificate.",
                                KeyAlgorithm.ECDSA_P256.inventoryName())
                        .orElse(KeyAlgorithm.ECDSA_P256.inventoryName()),
                part(
                        "lifetime",
                        "How long certificates live: a number and `y` (365 days), `d`, `h` or `m`"
                                + " (minutes).",
                        optional(
                                        "ca",
                                        text(Formats.DURATION),
                                        "The certificate authorities.",
                                        "10y")
                                .orElse("10y"),
                        optional(
                                        "leaf",
                                        text(Formats.DURATION),
                                        "All other certificates; not longer than the authorities.",
                                        "1y")
                                .orElse("1y")),
                optional(
                        "caKeyPassphrase",
                        new KeyType.Either(
                                new KeyType.Text(Formats.LINE, true),
                                new KeyType.OneOf(
                                        List.of(passphrasePrompt(), passphraseCommand()))),
                        "Encrypts the authorities' private keys in `.kprov/<name>/pki/`, as PKCS#8"
                                + " that openssl reads (scrypt, AES-256-CBC). `apply` warns where"
                                + " there is none.",
                        "\"${env:KPROV_CA_PASSPHRASE}\""),
                CaKeys.ca());
    }

    private static Key passphrasePrompt() {
        return optional(
                "prompt",
                block(),
                "It is asked for on the terminal, once a run, when a key needs it; without a"
                        + " terminal the command ends with 64.",
                "{}");
    }

    private static Key passphraseCommand() {
        return optional(
                "command",
                KeyType.words(),
                "A program of this machine with its arguments prints it: the first line of its"
                        + " stdout. It runs once, when a key needs it, without a shell and"
                        + " without input, in the inventory's directory, for two minutes at"
                        + " most.",
                "[pass, show, kprov/prod]");
    }

    private static Key registries() {
        return optional(
                "registries",
                new KeyType.Named(
                        NetworkFormats.REGISTRY,
                        block(
                                required(
                                        "mirrors",
                                        list(text(NetworkFormats.SITE)),
                                        "Sites that are asked before the registry itself, in order.",
                                        "[http://mirror.example.com:5000]"))),
                "Image registries and their mirrors; containerd gets a hosts.toml for each,"
                        + " and loses it when the registry is no longer named.",
                "{registry.k8s.io: {mirrors: [http://mirror.example.com:5000]}}");
    }

    private static Key versions() {
        return part(
                "versions",
                "Versions other than those that kprov's table gives for the Kubernetes version.",
                version("containerd", "2.2.9"),
                version("runc", "1.4.3"),
                version("cniPlugins", "1.9.1"),
                version("etcd", "3.6.8"),
                version("etcdImageTag", "3.6.8-0"),
                version("coredns", "1.14.2"),
                version("pause", "3.10.2"),
                version("flannel", "0.28.4"),
                version("flannelCniPlugin", "1.9.0-flannel1"));
    }

    private static Key version(String component, String example) {
        return optional(
                component,
                text(Formats.COMPONENT_VERSION),
                "The version of " + component + ", without `v`; absent: the table's.",
                "\"" + example + "\"");
    }

    /** The checks whose failure can be accepted, as written. */
    private static KeyType check() {
        return choice(
                Arrays.stream(CheckName.values())
                        .map(CheckName::inventoryName)
                        .toArray(String[]::new));
    }

    /** The roles that a host can have, as written. */
    static KeyType role() {
        return choice(Arrays.stream(Role.values()).map(Role::inventoryName).toArray(String[]::new));
    }

    static KeyType port() {
        return PORT;
    }
}
