package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class KubeconfigTest {
    private static final KeyedCertificate CLIENT = new KeyedCertificate("certificate\n", "key\n");

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-admin", "system:node:w-1", "jane \"j\" o'ps: #1\\n\t"})
    void has_kubeadms_structure_whatever_the_user_is_called(String user) {
        String yaml = Kubeconfig.render("prod", "https://api:8443", "ca\n", user, CLIENT);
        String json = Kubeconfig.renderJson("prod", "https://api:8443", "ca\n", user, CLIENT);
        Map<String, Object> parsed = new Yaml().load(yaml);
        Map<String, Object> parsedJson = new Yaml().load(json);

        assertThat(json).startsWith("{").endsWith("}\n");
        assertThat(parsedJson).isEqualTo(parsed);
        assertThat(parsed)
                .isEqualTo(
                        Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "Config",
                                "preferences",
                                Map.of(),
                                "current-context",
                                user + "@prod",
                                "clusters",
                                List.of(
                                        Map.of(
                                                "name",
                                                "prod",
                                                "cluster",
                                                Map.of(
                                                        "server",
                                                        "https://api:8443",
                                                        "certificate-authority-data",
                                                        base64("ca\n")))),
                                "contexts",
                                List.of(
                                        Map.of(
                                                "name",
                                                user + "@prod",
                                                "context",
                                                Map.of("cluster", "prod", "user", user))),
                                "users",
                                List.of(
                                        Map.of(
                                                "name",
                                                user,
                                                "user",
                                                Map.of(
                                                        "client-certificate-data",
                                                        base64("certificate\n"),
                                                        "client-key-data",
                                                        base64("key\n"))))));
    }

    @Test
    void refuses_a_server_without_tls() {
        assertThatThrownBy(() -> Kubeconfig.render("prod", "http://api", "ca", "jane", CLIENT))
                .hasMessage("not an https URL: http://api");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
