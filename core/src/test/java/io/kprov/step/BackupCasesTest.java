package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.OwnFiles;
import io.kprov.facts.OwnFilesFact;
import io.kprov.facts.PackageFact;
import io.kprov.facts.PathFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.procedure.Install;
import io.kprov.render.BackupFiles;
import io.kprov.render.HostFile;
import io.kprov.render.PathPattern;
import io.kprov.step.etcd.ScheduleBackup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the timer of the backup is set up, changed, left alone and taken away. */
final class BackupCasesTest {
    private static final UnitFact TIMER = new UnitFact("kprov-etcd-backup.timer");
    private static final UnitFact SERVICE = new UnitFact("kprov-etcd-backup");
    private static final PathPattern SETTINGS = new PathPattern("/etc/kprov/etcd-backup*");
    private static final String OLD = "/etc/kprov/etcd-backup-s3.curl";

    private static Blueprint wish(String backup) {
        String network = "network: {flannel: {backend: vxlan}}";
        return Clusters.highlyAvailable(network, network + "\nbackup: " + backup);
    }

    private static final Blueprint FOLDER = wish("{every: 30m, target: {folder: /mnt/backups}}");

    private static final Blueprint ENCRYPTED =
            wish(
                    "{encryptTo: \"${file:"
                            + Path.of("../inventory-examples/backup.crt")
                                    .toAbsolutePath()
                                    .normalize()
                            + "}\"}");

    private static Decision.Do change(Situation situation) {
        var decision = situation.decide(new ScheduleBackup(), "cp-1");
        assertThat(decision).isInstanceOf(Decision.Do.class);
        return (Decision.Do) decision;
    }

    private static List<String> sentences(Decision.Do decision) {
        return decision.actions().stream().map(Action::sentence).toList();
    }

    @Test
    void a_blank_host_gets_scripts_settings_and_a_timer_that_runs() {
        var decision = change(Situation.blank(FOLDER));

        assertThat(decision.sign()).isEqualTo(Decision.Sign.CREATE);
        assertThat(sentences(decision))
                .containsExactly(
                        "write /usr/local/lib/kprov/prove-snapshot.sh",
                        "write /usr/local/lib/kprov/etcd-backup.sh",
                        "write /etc/kprov/etcd-backup.conf",
                        "write /etc/systemd/system/kprov-etcd-backup.service",
                        "write /etc/systemd/system/kprov-etcd-backup.timer",
                        "restart kprov-etcd-backup.timer");
    }

    @Test
    void nothing_is_done_when_the_timer_runs_with_the_wanted_files() {
        assertThat(Situation.finished(FOLDER).decide(new ScheduleBackup(), "cp-1"))
                .isEqualTo(new Decision.Skip("the timer runs with the wanted files"));
    }

    @Test
    void other_settings_are_written_and_the_next_run_reads_them() {
        var settings = BackupFiles.files(FOLDER.cluster(), FOLDER.cluster().host("cp-2")).get(2);

        var decision = change(Situation.finished(FOLDER).with("cp-1", settings));

        assertThat(sentences(decision)).containsExactly("write /etc/kprov/etcd-backup.conf");
    }

    @Test
    void a_timer_that_was_stopped_or_never_read_is_started_anew() {
        var stopped = new UnitState(true, "inactive", "dead", true, false, Map.of());
        var unread = new UnitState(true, "inactive", "dead", false, true, Map.of());

        assertThat(change(Situation.finished(FOLDER).with("cp-1", TIMER, stopped)).reason())
                .isEqualTo("the timer is inactive");
        assertThat(change(Situation.finished(FOLDER).with("cp-1", SERVICE, unread)).reason())
                .isEqualTo("systemd has not read the unit files again");
    }

    @Test
    void the_keys_of_a_target_that_is_no_longer_wanted_are_removed() {
        var decision =
                change(
                        Situation.finished(FOLDER)
                                .with(
                                        "cp-1",
                                        new OwnFilesFact(SETTINGS),
                                        new OwnFiles(Set.of(OLD), Set.of())));

        assertThat(sentences(decision)).containsExactly("remove " + OLD);
        assertThat(decision.reason()).contains("no longer wanted");
    }

    @Test
    void without_a_wish_the_timer_is_stopped_before_its_files_go_and_no_snapshot_does() {
        var none = Clusters.highlyAvailable();
        var running = new UnitState(true, "active", "waiting", true, false, Map.of());
        var decision =
                change(
                        Situation.finished(none)
                                .with("cp-1", TIMER, running)
                                .with(
                                        "cp-1",
                                        new OwnFilesFact(SETTINGS),
                                        new OwnFiles(Set.of(OLD), Set.of())));

        assertThat(sentences(decision))
                .containsExactly(
                        "stop kprov-etcd-backup.timer", "remove " + OLD, "make systemd forget it");
        assertThat(decision.actions().toString()).doesNotContain(BackupFiles.FOLDER);
    }

    @Test
    void without_a_wish_and_without_a_timer_there_is_nothing_to_do() {
        assertThat(
                        Situation.finished(Clusters.highlyAvailable())
                                .decide(new ScheduleBackup(), "cp-1"))
                .isEqualTo(new Decision.Skip("the inventory wants no backup"));
    }

    @Test
    void only_hosts_with_a_member_have_one() {
        var external = Clusters.externalEtcd();

        assertThat(external.cluster().hosts())
                .filteredOn(host -> new ScheduleBackup().appliesTo(external, host))
                .extracting(Object::toString)
                .containsExactly("etcd-1", "etcd-2", "etcd-3");
    }

    @Test
    void what_it_encrypts_and_sends_with_is_installed() {
        var s3 =
                wish(
                        "{target: {s3: {endpoint: http://s3.example.com, bucket: b, accessKey: a, secretKey: SECRET-bytes}}}");
        var step =
                Install.procedure().steps().stream()
                        .filter(each -> each.id().equals("install-packages"))
                        .findFirst()
                        .orElseThrow();

        assertThat(
                        Situation.finished(s3)
                                .with("cp-1", new PackageFact("curl"), false)
                                .decide(step, "cp-1"))
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        decision -> assertThat(decision.reason()).contains("curl"));
    }

    /** The other steps are in {@link StepCasesTest}, which counts these among its own. */
    static List<StepCasesTest.Case> cases() {
        var cases = new ArrayList<StepCasesTest.Case>();
        add(cases, "schedule-backup", Situation.blank(FOLDER), "+", "is missing");
        add(cases, "keep-pki-copy", Situation.blank(ENCRYPTED), "+", "there is none");
        add(cases, "keep-pki-copy", Situation.finished(ENCRYPTED), "skip", "as they are");
        add(
                cases,
                "keep-pki-copy",
                Situation.finished(ENCRYPTED)
                        .with("cp-1", HostFile.rootOnly(BackupFiles.PKI_COPY_OF, "others\n")),
                "~",
                "of other keys");
        add(
                cases,
                "keep-pki-copy",
                Situation.finished(ENCRYPTED)
                        .with("cp-1", new PathFact(BackupFiles.PKI_COPY), false),
                "~",
                "of other keys");
        add(
                cases,
                "keep-pki-copy",
                Situation.blank(Clusters.withoutPki(ENCRYPTED)),
                "skip",
                "no keys yet");
        return cases;
    }

    private static void add(
            List<StepCasesTest.Case> cases,
            String step,
            Situation situation,
            String answer,
            String words) {
        cases.add(new StepCasesTest.Case(step, "cp-1", situation, answer, words));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_step_answers_the_facts(StepCasesTest.Case each) {
        var step =
                Install.procedure().steps().stream()
                        .filter(found -> found.id().equals(each.step()))
                        .findFirst()
                        .orElseThrow();

        var decision = each.situation().decide(step, each.host());

        assertThat(StepCasesTest.kind(decision)).isEqualTo(each.answer());
        assertThat(StepCasesTest.words(decision)).contains(each.words());
    }

    @Test
    void a_plan_shows_no_key_of_a_target() {
        var s3 =
                wish(
                        "{target: {s3: {endpoint: http://s3.example.com, bucket: b, accessKey: a, secretKey: SECRET-bytes}}}");

        var decision = change(Situation.blank(s3));

        assertThat(decision.toString()).doesNotContain(Clusters.SECRET);
        assertThat(sentences(decision)).contains("write " + OLD);
    }
}
