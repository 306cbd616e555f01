package io.kprov.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A kubeconfig with an embedded client certificate, in kubeadm's structure. */
public final class Kubeconfig {
    private static final String YAML =
            """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: %s
                server: %s
              name: %s
            contexts:
            - context:
                cluster: %s
                user: %s
              name: %s
            current-context: %s
            kind: Config
            preferences: {}
            users:
            - name: %s
              user:
                client-certificate-data: %s
                client-key-data: %s
            """;

    private static final String JSON =
            """
            {
              "apiVersion": "v1",
              "clusters": [
                {"cluster": {"certificate-authority-data": "%s", "server": %s}, "name": %s}
              ],
              "contexts": [
                {"context": {"cluster": %s, "user": %s}, "name": %s}
              ],
              "current-context": %s,
              "kind": "Config",
              "preferences": {},
              "users": [
                {"name": %s, "user": {"client-certificate-data": "%s", "client-key-data": "%s"}}
              ]
            }
            """;

    private Kubeconfig() {}

    /**
     * The text of the file, private key included: mode 0600.
     *
     * @param serverUrl with scheme and port, such as {@code https://api.example.com:8443}
     * @param caPem what the server is checked against; a bundle is fine
     * @param userName by custom the certificate's common name
     */
    public static String render(
            String clusterName,
            String serverUrl,
            String caPem,
            String userName,
            KeyedCertificate client) {
        return render(YAML, clusterName, serverUrl, caPem, userName, client);
    }

    /** The same as JSON, which kubectl reads as well. */
    public static String renderJson(
            String clusterName,
            String serverUrl,
            String caPem,
            String userName,
            KeyedCertificate client) {
        return render(JSON, clusterName, serverUrl, caPem, userName, client);
    }

    /**
     * One whose user has certificate and key in a file of the host, which may change: no secret.
     *
     * @param file certificate and key in one
     */
    public static String renderWithFile(
            String clusterName, String serverUrl, String caPem, String userName, String file) {
        return render(
                YAML.replace("client-certificate-data", "client-certificate")
                        .replace("client-key-data", "client-key"),
                clusterName,
                serverUrl,
                caPem,
                userName,
                quoted(file),
                quoted(file));
    }

    /** The client's certificate and key out of a file that {@link #render} made. */
    public static Optional<KeyedCertificate> client(String text) {
        return data("client-certificate-data", text)
                .flatMap(certificate ->
                        data("client-key-data", text)
                                .map(key -> new KeyedCertificate(certificate, key)));
    }

    /** Whom a kubeconfig's client trusts, if that is in it. */
    public static Optional<String> trusted(String text) {
        return data("certificate-authority-data", text);
    }

    /** A kubeconfig whose client trusts another CA. */
    public static String trusting(String caPem, String text) {
        return text.replaceAll("(?m)^([- ]*certificate-authority-data:).*$", "$1 " + base64(caPem));
    }

    private static Optional<String> data(String key, String text) {
        var found = Pattern.compile("(?m)^[- ]*" + key + ": *([A-Za-z0-9+/=]+) *$").matcher(text);
        try {
            return found.find()
                    ? Optional.of(
                            new String(
                                    Base64.getDecoder().decode(found.group(1)),
                                    StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** One that opens nothing: it has no credentials. */
    public static String renderWithoutCredentials(
            String clusterName, String serverUrl, String caPem, String userName) {
        String form =
                YAML.replace(
                        """
                          user:
                            client-certificate-data: %s
                            client-key-data: %s
                        """,
                        "  user: {}\n");
        return render(form, clusterName, serverUrl, caPem, userName, "", "");
    }

    private static String render(
            String form,
            String clusterName,
            String serverUrl,
            String caPem,
            String userName,
            KeyedCertificate client) {
        return render(
                form,
                clusterName,
                serverUrl,
                caPem,
                userName,
                base64(client.certificatePem()),
                base64(client.privateKeyPem()));
    }

    private static String render(
            String form,
            String clusterName,
            String serverUrl,
            String caPem,
            String userName,
            String certificate,
            String key) {
        if (!serverUrl.startsWith("https://")) {
            throw new IllegalArgumentException("not an https URL: " + serverUrl);
        }
        return form.formatted(
                base64(caPem),
                quoted(serverUrl),
                quoted(clusterName),
                quoted(clusterName),
                quoted(userName),
                quoted(userName + "@" + clusterName),
                quoted(userName + "@" + clusterName),
                quoted(userName),
                certificate,
                key);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A user's name may be anything: a double-quoted scalar of YAML or JSON takes it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        quoted.append('\\').appendCodePoint(c);
                    } else if (Character.isISOControl(c)) {
                        quoted.append("\\u%04x".formatted(c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                });
        return quoted.append('"').toString();
    }
}
