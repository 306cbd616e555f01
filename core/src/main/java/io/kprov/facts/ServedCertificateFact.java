package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The certificate that a port presents, asked from this host. Nothing is checked, and none of
 * kprov's own is shown: a server that wants one breaks off after it has presented its own.
 *
 * @param endpoint {@code ADDRESS:PORT}
 */
public record ServedCertificateFact(String endpoint) implements Fact<ServedCertificate> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<ServedCertificateFact, ServedCertificate> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<ServedCertificateFact, ServedCertificate> {
        private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
        private static final String END = "-----END CERTIFICATE-----";

        @Override
        public String name() {
            return "served-certificates";
        }

        /** A curl that does not know the variable names it on stderr. */
        @Override
        public String script(List<ServedCertificateFact> facts) {
            return """
            if command -v openssl >/dev/null; then
              presented() { timeout 3 openssl s_client -connect "$1" </dev/null; }
            elif command -v curl >/dev/null && ! curl -s -o /dev/null -w '%%{certs}' file:///dev/null 2>&1 | grep -q certs; then
              presented() { curl -sk -o /dev/null --noproxy '*' -m 3 -w '%%{certs}' -- "https://$1/"; }
            else
              presented() { echo none; }
            fi
            for endpoint in %s; do
              echo "at $endpoint"
              presented "$endpoint" | sed -n -e '/^none$/p' -e '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p'
            done\
            """
                    .formatted(
                            ShellQuote.quote(
                                    facts.stream().map(ServedCertificateFact::endpoint).toList()));
        }

        @Override
        public List<String> words(ServedCertificateFact fact) {
            return List.of(fact.endpoint);
        }

        @Override
        public Map<ServedCertificateFact, ServedCertificate> parse(
                List<ServedCertificateFact> facts, List<String> output) {
            var texts = new HashMap<String, StringBuilder>();
            var current = new StringBuilder();
            for (String line : output) {
                if (line.startsWith("at ")) {
                    current = new StringBuilder();
                    texts.put(line.substring("at ".length()), current);
                } else {
                    current.append(line).append('\n');
                }
            }
            var answers = new HashMap<ServedCertificateFact, ServedCertificate>();
            for (ServedCertificateFact fact : facts) {
                answers.put(
                        fact,
                        answer(texts.getOrDefault(fact.endpoint, new StringBuilder()).toString()));
            }
            return answers;
        }

        /** The first of them: the rest is its chain. */
        private static ServedCertificate answer(String text) {
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin >= 0 && end > begin) {
                return new ServedCertificate.Presented(
                        text.substring(begin, end + END.length()) + "\n");
            }
            return text.startsWith("none\n")
                    ? new ServedCertificate.NotAsked()
                    : new ServedCertificate.Silent();
        }
    }
}
