package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code kprov certs list} on simulated hosts. */
class CertsListStoryTest {
    private static final String PKI = "/etc/kubernetes/pki/";

    private final Desk desk;

    CertsListStoryTest(@TempDir Path folder) {
        desk = new Desk(folder);
    }

    private static List<JsonNode> list(JsonNode document, String name) {
        return document.path(name).valueStream().toList();
    }

    @Test
    void after_an_apply_everything_is_listed_belongs_and_is_in_use() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();

        var text = desk.kprov("certs", "list", "inventory.yaml").expect(0).out();
        var json = desk.kprov("certs", "list", "-o", "json").expect(0).json();

        assertThat(text).contains("everything belongs where it is").contains("IN USE BY");
        assertThat(json.propertyNames())
                .containsExactly(
                        "cluster", "at", "judgedBy", "certificates", "findings", "unreached");
        assertThat(json.path("findings").size()).isZero();
        assertThat(json.path("unreached").size()).isZero();
        assertThat(list(json, "certificates"))
                .extracting(row -> row.path("host").asString())
                .contains("cp-1", "cp-2", "cp-3", "w-1", "w-2", "");
        assertThat(list(json, "certificates"))
                .flatExtracting(row -> row.path("usedBy").valueStream().toList())
                .extracting(use -> use.path("state").asString())
                .containsOnly("yes", "on-demand");
        assertThat(desk.site().recorder().mutations()).isEmpty();
    }

    @Test
    void a_row_of_json_says_all_that_there_is_to_say() {
        desk.kprov("apply", "--yes").expect(0);

        var row =
                list(desk.kprov("certs", "list", "-o", "json").json(), "certificates").stream()
                        .filter(each ->
                                each.path("path").asString().equals(PKI + "apiserver.crt")
                                        && each.path("host").asString().equals("cp-1"))
                        .findFirst()
                        .orElseThrow();

        assertThat(row.propertyNames())
                .containsExactly(
                        "host",
                        "path",
                        "part",
                        "name",
                        "purpose",
                        "subject",
                        "names",
                        "usages",
                        "ca",
                        "issuer",
                        "signer",
                        "serial",
                        "notBefore",
                        "notAfter",
                        "daysLeft",
                        "keyType",
                        "privateKey",
                        "usedBy");
        assertThat(row.at("/subject/commonName").asString()).isEqualTo("kube-apiserver");
        assertThat(row.path("names").valueStream().map(JsonNode::asString))
                .contains("kubernetes", "10.96.0.1", "cp-1", "192.168.10.11");
        assertThat(row.path("serial").asString()).matches("[0-9a-f]{32}");
        assertThat(Instant.parse(row.path("notAfter").asString())).isAfter(Instant.now());
        assertThat(row.path("daysLeft").asInt()).isEqualTo(364);
        assertThat(row.path("keyType").asString()).isEqualTo("EC-256");
        assertThat(row.path("privateKey").asString()).isEqualTo("fits");
        assertThat(row.path("usedBy").toString())
                .isEqualTo(
                        "[{\"program\":\"kube-apiserver\",\"state\":\"yes\",\"why\":\"presented on port 6443\"}]");
    }

    @Test
    void within_ends_with_2_when_something_ends_so_soon() {
        desk.kprov("apply", "--yes").expect(0);

        assertThat(desk.kprov("certs", "list", "--within", "30d").expect(0).out())
                .contains(" certificates ends so soon");
        var soon = desk.kprov("certs", "list", "--within", "2y", "-o", "json").expect(2).json();
        assertThat(list(soon, "certificates"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("daysLeft").asInt()).isLessThan(730));
        assertThat(desk.kprov("certs", "list", "--within", "2y").expect(2).out()).contains("364 d");
    }

    @Test
    void a_time_that_is_none_is_a_wrong_command_line() {
        assertThat(desk.kprov("certs", "list", "--within", "30").expect(64).err())
                .contains("--within")
                .contains("'30' is not a time (a number and y, d, h or m)");
        assertThat(desk.kprov("certs").expect(64).err()).contains("kprov certs --help");
    }

    @Test
    void what_does_not_belong_is_named_and_ends_with_7_or_with_2_when_time_is_asked_for() {
        desk.kprov("apply", "--yes").expect(0);
        var files = desk.site().machine("cp-1").files();
        files.write(PKI + "etcd/peer.crt", files.text(PKI + "etcd/server.crt"));
        files.write(PKI + "old.crt", files.text(PKI + "apiserver.crt"));
        files.chmod(PKI + "apiserver.key", "0644");

        var found = desk.kprov("certs", "list").expect(7);
        var json = desk.kprov("certs", "list", "-o", "json").expect(7).json();

        assertThat(list(json, "findings"))
                .extracting(
                        each -> each.path("kind").asString(), each -> each.path("path").asString())
                .containsExactlyInAnyOrder(
                        tuple("not-placed", PKI + "etcd/peer.crt"),
                        tuple("foreign", PKI + "old.crt"),
                        tuple("wrong-mode", PKI + "apiserver.key"));
        assertThat(found.out())
                .contains("3 things do not belong:\n")
                .contains("  cp-1 /etc/kubernetes/pki/apiserver.key: mode 0644, wanted 0600\n")
                .contains("    next: kprov apply inventory.yaml");
        desk.kprov("certs", "list", "--within", "1d").expect(7);
        desk.kprov("certs", "list", "--within", "2y").expect(2);
    }

    @Test
    void a_host_that_gives_no_answer_is_named_and_the_others_are_listed() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().machine("w-2").powerOff();

        var ran = desk.kprov("certs", "list", "--within", "2y").expect(4);

        assertThat(ran.out()).contains("not asked: w-2").contains("cp-1").contains("w-1");
        assertThat(ran.err()).contains("w-2", "next: ");
        assertThat(list(desk.kprov("certs", "list", "-o", "json").expect(4).json(), "unreached"))
                .extracting(host -> host.path("host").asString())
                .containsExactly("w-2");
    }

    @Test
    void before_the_first_apply_there_is_nothing_and_nothing_is_made() {
        var ran = desk.kprov("certs", "list").expect(7);

        assertThat(ran.out())
                .contains("no certificate was found on any host")
                .contains("cp-1: none of its ");
        assertThat(desk.state().folder()).doesNotExist();
    }
}
