package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The certificates in a PEM file or, for a path that ends in {@code .conf}, the client certificate
 * in a kubeconfig; none when the file is absent or holds none that can be read. Only certificates
 * leave the host: a private key in the same file stays there.
 */
public record CertificateFact(String path) implements Fact<List<CertificateSeen>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<CertificateFact, List<CertificateSeen>> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<CertificateFact, List<CertificateSeen>> {
        private static final String FILE = "file ";

        @Override
        public String name() {
            return "certificates";
        }

        @Override
        public String script(List<CertificateFact> facts) {
            return """
            for path in %s; do
              [ -r "$path" ] || continue
              echo "file $path"
              case "$path" in
              *.conf) sed -n 's/^ *client-certificate-data: *//p' <"$path" | base64 -d ;;
              *) cat <"$path" ;;
              esac | sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p'
            done\
            """
                    .formatted(
                            ShellQuote.quote(facts.stream().map(CertificateFact::path).toList()));
        }

        @Override
        public List<String> words(CertificateFact fact) {
            return List.of(fact.path);
        }

        @Override
        public Map<CertificateFact, List<CertificateSeen>> parse(
                List<CertificateFact> facts, List<String> output) {
            var texts = new LinkedHashMap<String, StringBuilder>();
            var current = new StringBuilder();
            for (String line : output) {
                if (line.startsWith(FILE)) {
                    current = new StringBuilder();
                    texts.put(line.substring(FILE.length()), current);
                } else {
                    current.append(line).append('\n');
                }
            }
            var answers = new HashMap<CertificateFact, List<CertificateSeen>>();
            for (CertificateFact fact : facts) {
                answers.put(
                        fact,
                        certificates(
                                texts.getOrDefault(fact.path, new StringBuilder()).toString()));
            }
            return answers;
        }

        private static List<CertificateSeen> certificates(String pem) {
            var seen = new ArrayList<CertificateSeen>();
            for (Certificate certificate : read(pem)) {
                if (certificate instanceof X509Certificate x509) {
                    seen.add(
                            new CertificateSeen(
                                    x509.getSubjectX500Principal().getName(),
                                    x509.getIssuerX500Principal().getName(),
                                    x509.getSerialNumber().toString(16),
                                    x509.getNotBefore().toInstant(),
                                    x509.getNotAfter().toInstant()));
                }
            }
            return List.copyOf(seen);
        }

        private static Collection<? extends Certificate> read(String pem) {
            try {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            } catch (CertificateException damaged) {
                return List.of();
            }
        }
    }
}
