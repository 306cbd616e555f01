package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A cluster is made with as many secrets as there can be, and none of them is found anywhere but
 * where it belongs. Failures name a secret and a place, never its value.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecretsIT {

    private static final int WANTED = 40;

    /** What an operator's environment holds besides. */
    private static final List<String> UNUSED =
            List.of(
                    "ANSIBLE_VAULT_PASSWORD",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    "AZURE_CLIENT_SECRET",
                    "CI_JOB_TOKEN",
                    "DOCKER_PASSWORD",
                    "GITHUB_TOKEN",
                    "GITLAB_TOKEN",
                    "HCLOUD_TOKEN",
                    "NPM_TOKEN",
                    "OS_PASSWORD",
                    "PGPASSWORD",
                    "PROXY_PASSWORD",
                    "RESTIC_PASSWORD",
                    "SLACK_TOKEN",
                    "VAULT_TOKEN");

    private static final Secrets SECRETS = new Secrets();
    private static final Map<String, String> SAID = new LinkedHashMap<>();
    private static final Set<String> OWN_WORDS = ConcurrentHashMap.newKeySet();
    private static final List<Watch> WATCHES = new ArrayList<>();

    @AutoClose private static Lab lab;
    private static Instant begun;
    private static KprovCli kprov;
    private static Watch tokens;
    private static LabInventory inventory;

    @BeforeAll
    static void start() {
        begun = Instant.now();
        lab = Lab.start("secrets", "cp-1", "w-1");
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : Stream.concat(Stream.of("SUDO", "CA"), UNUSED.stream()).toList()) {
            variables.put(name, plant(name));
        }
        String login = plant("ssh password");
        lab.writeSecret("login", login);
        SECRETS.addKeys("identity", StoryFolder.read(lab.directory().resolve("lab_key")));
        String sudo = variables.get("SUDO");
        for (LabHost host : lab.hosts()) {
            host.execWithInput("root:" + sudo + "\nops:" + login + "\n", "chpasswd").orFail();
            host.sh("printf 'Defaults rootpw\\nops ALL=(ALL) ALL\\n' > /etc/sudoers.d/ops");
            WATCHES.add(Watch.words(host));
        }
        tokens = Watch.tokens(lab.host("cp-1"));
        // Here only the password lets anybody in.
        lab.host("w-1").sh("rm /home/ops/.ssh/authorized_keys");
        inventory =
                lab.example("lab.yaml")
                        .withHosts(
                                new Entry(lab.host("cp-1"), "control-plane"),
                                new Entry(lab.host("w-1"), "worker"))
                        .with(
                                "  user: ops\n",
                                """
                                  user: ops
                                  password: ${file:login}
                                  sudoPassword: ${env:SUDO}
                                """)
                        .with(
                                "\nkubernetes:\n",
                                "\npki: {caKeyPassphrase: \"${env:CA}\"}\n\nkubernetes:\n");
        kprov = lab.kprov(inventory).with(variables);
        Thread.ofVirtual().start(SecretsIT::watchThisMachine);
    }

    private static String plant(String name) {
        String secret = "planted-" + UUID.randomUUID();
        SECRETS.add(name, secret);
        return secret;
    }

    private static void watchThisMachine() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                processes
                        .filter(path -> Character.isDigit(path.getFileName().toString().charAt(0)))
                        .forEach(SecretsIT::watch);
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void watch(Path process) {
        try {
            OWN_WORDS.add(
                    new String(
                            Files.readAllBytes(process.resolve("cmdline")),
                            StandardCharsets.UTF_8));
        } catch (IOException _) {
            // It has ended.
        }
    }

    private static void run(int exit, String... words) {
        Outcome outcome = kprov.run(words).expect(exit);
        SAID.put(SAID.size() + " " + String.join(" ", words), outcome.out() + outcome.err());
    }

    @Test
    @Order(1)
    void a_cluster_is_made_and_changed_and_asked_in_every_form() {
        run(0, "lock");
        run(0, "plan", "--verbose", "--out", "first.plan");
        run(0, "plan", "-o", "json");
        run(0, "--debug", "apply", "--yes");
        run(0, "apply", "--yes", "-o", "json");
        lab.host("cp-1").sh("echo 'vrrp_instance x' >> /etc/keepalived/keepalived.conf");
        lab.host("cp-1").sh("echo edited >> /etc/keepalived/kprov-auth.conf");
        lab.write(inventory.with("failSwapOn: false", "failSwapOn: false, maxPods: 200"));
        run(0, "plan", "--verbose", "--out", "second.plan");
        run(2, "drift", "-o", "json");
        run(0, "apply", "--yes", "-o", "json", "--progress", "json");
        run(0, "status", "-o", "json");
        run(0, "runs", "-o", "json");
        run(0, "runs", "show", "last", "--verbose");
        run(0, "runs", "show", "last", "-o", "json");
    }

    @Test
    @Order(2)
    void there_are_at_least_forty_secrets() throws IOException {
        WATCHES.forEach(Watch::stop);
        tokens.stop();
        tokens.seen()
                .lines()
                .distinct()
                .forEach(token -> SECRETS.add("token " + SECRETS.count(), token));
        assertThat(SECRETS.names()).anyMatch(name -> name.startsWith("token "));
        Path own = lab.directory().resolve(".kprov/lab/pki");
        SECRETS.addKeysBelow("operator's", own);
        SECRETS.add("vrrp", Files.readString(own.resolve("vrrp-password")).strip());
        for (Watch watch : WATCHES) {
            LabHost host = watch.host();
            for (String path :
                    host.sh(
                                    "find /etc/kubernetes /var/lib/kubelet/pki -name '*.key' -o -name '*.conf' -o -name 'kubelet-client-*.pem'")
                            .lines()
                            .toList()) {
                SECRETS.addKeys(host.name() + " " + path, host.read(path));
            }
        }

        assertThat(SECRETS.count()).isGreaterThanOrEqualTo(WANTED);
    }

    @Test
    @Order(3)
    void none_is_a_word_of_a_process() {
        for (Watch watch : WATCHES) {
            String words = watch.seen();
            assertThat(words).contains("kubeadm");
            assertThat(SECRETS.in(words)).as(watch.host().name()).isEmpty();
        }
        assertThat(OWN_WORDS).anyMatch(words -> words.contains("io.kprov"));
        assertThat(OWN_WORDS.stream().flatMap(words -> SECRETS.in(words).stream())).isEmpty();
    }

    @Test
    @Order(4)
    void none_is_printed_or_written_down() throws IOException {
        SAID.forEach((command, text) -> assertThat(SECRETS.in(text)).as(command).isEmpty());
        assertThat(found(lab.directory())).isEmpty();
        assertThat(found(Path.of(System.getProperty("java.io.tmpdir")))).isEmpty();
    }

    /** Files written since the story began in which a secret is that should not be there. */
    private static List<String> found(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        Set<Path> homes =
                Set.of(
                        lab.directory().resolve(".kprov/lab/pki"),
                        lab.directory().resolve("lab_key"),
                        lab.directory().resolve("login"));
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes is) {
                        return homes.contains(path)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        if (is.isRegularFile()
                                && !homes.contains(file)
                                && is.lastModifiedTime().toInstant().isAfter(begun)
                                && is.size() < 50_000_000
                                && Files.isReadable(file)) {
                            SECRETS.in(Files.readString(file, StandardCharsets.ISO_8859_1))
                                    .forEach(secret -> found.add(secret + " in " + file));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    @Test
    @Order(5)
    void none_is_left_in_logs_or_temporary_folders_of_a_host() {
        for (LabHost host : lab.hosts()) {
            Outcome places =
                    host.execWithInput(
                            SECRETS.patterns(),
                            "sh",
                            "-c",
                            """
                            umask 077; cat > /root/patterns
                            grep -rlIFf /root/patterns /tmp /var/tmp /run /var/log /root/.kube /home 2>/dev/null
                            journalctl -o cat | grep -qFf /root/patterns && echo the journal
                            rm /root/patterns
                            """);

            assertThat(places.out()).as(host.name()).isEmpty();
        }
    }
}
