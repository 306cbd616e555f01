package io.kprov.facts;

import io.kprov.facts.CertificateFile.PublicKey;
import io.kprov.render.PathPattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The PEM files and kubeconfigs at the paths of a pattern, links followed, sorted by path.
 * Certificates leave the host, private keys do not: openssl, where the host has it, says there
 * which public key belongs to one.
 *
 * @param keys whether openssl is asked, which costs the host more than all the rest
 */
public record CertificateFileFact(PathPattern pattern, boolean keys)
        implements Fact<List<CertificateFile>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<CertificateFileFact, List<CertificateFile>> source() {
        return SOURCE;
    }

    private static final class Source
            implements FactSource<CertificateFileFact, List<CertificateFile>> {
        /** What sha256sum says of nothing: openssl had no answer. */
        private static final String NOTHING =
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

        @Override
        public String name() {
            return "certificate-files";
        }

        /** The key of a kubeconfig is kept in a variable: it must be read twice. */
        @Override
        public String script(List<CertificateFileFact> facts) {
            return """
            certificates() { sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p'; }
            digest() { sha256sum | cut -d ' ' -f 1; }
            public() {
              [ $keys = yes ] && command -v openssl >/dev/null || return
              openssl pkey -passin pass: -pubout -outform DER | digest
            }
            data() {
              sed -n "s/^[- ]*$1: *//p" <"$path" | while read -r data; do
                printf '%%s' "$data" | base64 -d
                echo
              done
            }
            look() {
              path=$1
              [ -f "$path" ] || return
              stat -L -c 'file %%a %%U:%%G %%.9Y %%.9Z|%%n' -- "$path"
              echo "sum $(digest <"$path")"
              case "$path" in
              *.conf)
                echo own
                data client-certificate-data | certificates
                echo trust
                data certificate-authority-data | certificates
                key=$(data client-key-data)
                [ -z "$key" ] || echo "key $(printf '%%s\\n' "$key" | digest) $(printf '%%s\\n' "$key" | public)"
                key=
                ;;
              *)
                echo own
                certificates <"$path"
                ! grep -q '^-----BEGIN .*PRIVATE KEY-----' <"$path" || echo "key $(digest <"$path") $(public <"$path")"
                ;;
              esac
            }
            keys=yes
            for path in %s; do look "$path"; done
            keys=no
            for path in %s; do look "$path"; done\
            """
                    .formatted(patterns(facts, true), patterns(facts, false));
        }

        private static String patterns(List<CertificateFileFact> facts, boolean keys) {
            return facts.stream()
                    .filter(fact -> fact.keys == keys)
                    .map(fact -> fact.pattern.text())
                    .distinct()
                    .collect(Collectors.joining(" "));
        }

        @Override
        public List<String> words(CertificateFileFact fact) {
            return List.of(fact.pattern.text());
        }

        @Override
        public Map<CertificateFileFact, List<CertificateFile>> parse(
                List<CertificateFileFact> facts, List<String> output) {
            var files = new ArrayList<CertificateFile>();
            int start = 0;
            for (int i = 1; i <= output.size(); i++) {
                if (i == output.size() || output.get(i).startsWith("file ")) {
                    files.add(file(output.subList(start, i)));
                    start = i;
                }
            }
            var answers = new HashMap<CertificateFileFact, List<CertificateFile>>();
            for (CertificateFileFact fact : facts) {
                answers.put(
                        fact,
                        files.stream()
                                .filter(file -> fact.pattern.matches(file.path()))
                                .distinct()
                                .toList());
            }
            return answers;
        }

        private static CertificateFile file(List<String> lines) {
            String head = lines.getFirst();
            int bar = head.indexOf('|');
            String[] stat = head.substring("file ".length(), bar).split(" ", -1);
            String sum = "";
            var own = new StringBuilder();
            var trusted = new StringBuilder();
            var into = own;
            Optional<CertificateFile.Key> key = Optional.empty();
            for (String line : lines.subList(1, lines.size())) {
                if (line.startsWith("sum ")) {
                    sum = line.substring("sum ".length());
                } else if (line.startsWith("key ")) {
                    key = Optional.of(key(line.split(" ", -1)));
                } else if (line.equals("own")) {
                    into = own;
                } else if (line.equals("trust")) {
                    into = trusted;
                } else {
                    into.append(line).append('\n');
                }
            }
            return new CertificateFile(
                    head.substring(bar + 1),
                    "0".repeat(Math.max(0, 4 - stat[0].length())) + stat[0],
                    stat[1],
                    instant(stat[2]),
                    instant(stat[3]),
                    sum,
                    own.toString(),
                    trusted.toString(),
                    key);
        }

        private static CertificateFile.Key key(String[] words) {
            return new CertificateFile.Key(
                    words[1],
                    words[2].isEmpty()
                            ? new PublicKey.NotAsked()
                            : words[2].equals(NOTHING)
                                    ? new PublicKey.Unreadable()
                                    : new PublicKey.Known(words[2]));
        }

        private static Instant instant(String seconds) {
            var exact = new BigDecimal(seconds);
            return Instant.ofEpochSecond(
                    exact.longValue(),
                    exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
        }
    }
}
