package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.model.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts are run by this machine's own sh, the shell that hosts have. */
class PreflightFactsTest {
    private static final IpAddress VIP = IpAddress.parse("10.0.0.100").orElseThrow();
    private static final String CERTIFICATE =
            """
            -----BEGIN CERTIFICATE-----
            MIIBcDCCARegAwIBAgIUcnunqbqfaJ4IbhX/sCIeRoVKvPEwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDbGFiMB4XDTI2MTEyMzE3NDAzNFoXDTM2MTEyMDE3NDAzNFow
            DjEMMAoGA1UEAwwDbGFiMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtwFUndZg
            qWRRSrJpcYbJac5X/69QYkH7xTHUeLfXnIw0p8n/HKTJLb5z+cY2NnRT3tPaqxYw
            /EvR7pcohSui4qNTMFEwHQYDVR0OBBYEFHtm8LmlQ01KyrYISqparkmmYoTdMB8G
            A1UdIwQYMBaAFHtm8LmlQ01KyrYISqparkmmYoTdMA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDRwAwRAIgBdbJIrTYtUsc5r82t6J12kpz25X71wUskCmkBVOb
            zj0CIBFbuqIKWwin+9uW0OOJOpDhzVcAq0p0z+U2a3BvN7I9
            -----END CERTIFICATE-----
            """;

    @Test
    void the_clock_is_read_first_and_last_whatever_else_is_asked() throws Exception {
        var script = new FactScript(List.of(new PathFact("/"), new ClockFact(), new UnitFact("x")));
        String output = sh(script.command());

        var facts = script.parse(output);

        assertThat(output.lines().toList().getLast()).matches("\\d+\\.\\d{9}");
        assertThat(facts.get(new PathFact("/"))).isTrue();
        assertThat(facts.get(new ClockFact()))
                .hasValueSatisfying(
                        reading -> assertThat(reading.first()).isBefore(reading.last()));
    }

    @Test
    void a_host_that_does_not_tell_the_time_is_a_case_of_the_answer() {
        var script = new FactScript(List.of(new ClockFact()));

        assertThat(script.parse("@@kprov clock\n@@kprov end\n").get(new ClockFact()))
                .isEqualTo(Optional.empty());
    }

    @Test
    void only_certificates_leave_the_host(@TempDir Path folder) throws Exception {
        Path pem = folder.resolve("kubelet-client-current.pem");
        String key = "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n";
        Files.writeString(pem, CERTIFICATE + key);
        Path conf = folder.resolve("admin.conf");
        Files.writeString(
                conf,
                "users:\n- user:\n    client-certificate-data: "
                        + base64(CERTIFICATE)
                        + "\n    client-key-data: "
                        + base64(key)
                        + "\n");
        var inPem = new CertificateFact(pem.toString());
        var inConf = new CertificateFact(conf.toString());
        var absent = new CertificateFact(folder.resolve("absent.crt").toString());
        var script = new FactScript(List.of(inPem, inConf, absent));

        String output = sh(script.command());
        var facts = script.parse(output);

        assertThat(output).doesNotContain("PRIVATE", "c2VjcmV0", base64(key));
        assertThat(facts.get(inPem))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.subject()).isEqualTo("CN=lab");
                    assertThat(seen.notAfter()).isEqualTo(Instant.parse("2036-11-20T17:40:34Z"));
                });
        assertThat(facts.get(inConf)).isEqualTo(facts.get(inPem));
        assertThat(facts.get(absent)).isEmpty();
    }

    @Test
    void a_certificate_that_cannot_be_read_is_none() {
        var fact = new CertificateFact("/a.crt");

        assertThat(
                        new FactScript(List.of(fact))
                                .parse(
                                        "@@kprov certificates\nfile /a.crt\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n@@kprov end\n")
                                .get(fact))
                .isEmpty();
    }

    @Test
    void a_module_is_there_when_its_name_comes_back() {
        var vxlan = new ModuleFact("vxlan");
        var overlay = new ModuleFact("overlay");
        var facts =
                new FactScript(List.of(vxlan, overlay))
                        .parse("@@kprov modules\noverlay\n@@kprov end\n");

        assertThat(facts.get(overlay)).isTrue();
        assertThat(facts.get(vxlan)).isFalse();
    }

    @Test
    void an_address_that_answers_ping_is_in_use() {
        assertThat(
                        neighbour(
                                "pong 10.0.0.100\nneigh 10.0.0.100 10.0.0.100 dev eth0 lladdr 02:42:0a:00:00:0b ref 1 used 0/0/0probes 1 REACHABLE"))
                .isEqualTo(new Neighbour(true, "02:42:0a:00:00:0b"));
        assertThat(neighbour("pong 10.0.0.100\nneigh 10.0.0.100 "))
                .isEqualTo(new Neighbour(true, ""));
    }

    @Test
    void an_address_that_refuses_ping_is_in_use_when_it_just_told_its_mac_address() {
        assertThat(
                        neighbour(
                                "neigh 10.0.0.100 10.0.0.100 dev eth0 lladdr 02:42:0a:00:00:0b used 1/1/1probes 1 REACHABLE "))
                .isEqualTo(new Neighbour(true, "02:42:0a:00:00:0b"));
    }

    @Test
    void what_the_kernel_remembers_from_earlier_proves_nothing() {
        assertThat(
                        neighbour(
                                "neigh 10.0.0.100 10.0.0.100 dev eth0 lladdr 02:42:0a:00:00:0b used 9/31/7probes 4 STALE"))
                .isEqualTo(Neighbour.silent());
        assertThat(
                        neighbour(
                                "neigh 10.0.0.100 10.0.0.100 dev eth0 lladdr 02:42:0a:00:00:0b ref 1 used 9/31/7probes 4 REACHABLE"))
                .isEqualTo(Neighbour.silent());
        assertThat(
                        neighbour(
                                "neigh 10.0.0.100 10.0.0.100 dev eth0 used 1/61/1probes 5 INCOMPLETE "))
                .isEqualTo(Neighbour.silent());
    }

    private static Neighbour neighbour(String output) {
        var fact = new NeighbourFact(VIP);
        return new FactScript(List.of(fact))
                .parse("@@kprov neighbours\n" + output + "\n@@kprov end\n")
                .get(fact);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sh(Command command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command.words()).start();
        try (var input = process.getOutputStream()) {
            input.write(command.input().bytes());
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
