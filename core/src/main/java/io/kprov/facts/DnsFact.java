package io.kprov.facts;

import io.kprov.command.Command;
import io.kprov.model.IpAddress;
import io.kprov.model.Kubernetes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a DNS server answers for a name, asked from this host over TCP (RFC 1035, 4.2.2). Hosts
 * have no DNS client that takes a server, so the query is made here and carried by socat.
 */
public record DnsFact(IpAddress server, String name) implements Fact<Boolean> {
    private static final Source SOURCE = new Source();

    /** The question that every cluster's DNS can answer. */
    public static DnsFact of(Kubernetes kubernetes) {
        return new DnsFact(
                kubernetes.dnsAddress(), "kubernetes.default.svc." + kubernetes.dnsDomain());
    }

    @Override
    public FactSource<DnsFact, Boolean> source() {
        return SOURCE;
    }

    /** Exit status 0 when the server answers: for waiting. */
    public Command probe() {
        return Command.script(
                "# kprov: dns-answers\nset -- $(%s)\n[ $((${6:-1} %% 16)) -eq 0 ] && [ \"${10:-0}\" -gt 0 ]\n"
                        .formatted(exchange()),
                server.toString(),
                name);
    }

    /**
     * Shell text that prints the first ten bytes of the answer as numbers: length, id, flags,
     * counts of questions and answers.
     */
    private String exchange() {
        return "printf '%s' | timeout 4 socat -t2 - TCP:%s:53,connect-timeout=2 2>/dev/null | od -An -v -tu1 -N10 | tr -s ' \\n' ' '"
                .formatted(query(), server.urlHost());
    }

    /** The query with its length prefix, as printf escapes: type A, class IN, recursion desired. */
    private String query() {
        var body = new StringBuilder();
        int length = 12 + 4 + 1;
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            body.append(octal(bytes.length));
            for (byte each : bytes) {
                body.append(octal(each));
            }
            length += 1 + bytes.length;
        }
        return octal(length >> 8)
                + octal(length & 255)
                + "\\153\\160\\001\\000\\000\\001\\000\\000\\000\\000\\000\\000"
                + body
                + "\\000\\000\\001\\000\\001";
    }

    private static String octal(int value) {
        return "\\%03o".formatted(value);
    }

    private static final class Source implements FactSource<DnsFact, Boolean> {
        @Override
        public String name() {
            return "dns";
        }

        @Override
        public String script(List<DnsFact> facts) {
            var script = new StringBuilder();
            for (DnsFact fact : facts) {
                // The fourth byte of the header's flags holds the answer code, the eighth the
                // number of answers.
                script.append(
                        "echo \"%s %s $(%s)\"\n"
                                .formatted(fact.server, fact.name, fact.exchange()));
            }
            return script.toString();
        }

        @Override
        public List<String> words(DnsFact fact) {
            return List.of(fact.server.toString(), fact.name);
        }

        @Override
        public Map<DnsFact, Boolean> parse(List<DnsFact> facts, List<String> output) {
            var answers = new HashMap<DnsFact, Boolean>();
            facts.forEach(fact -> answers.put(fact, false));
            for (DnsFact fact : facts) {
                for (String line : output) {
                    String[] words = line.split(" +", -1);
                    if (words.length >= 12
                            && words[0].equals(fact.server.toString())
                            && words[1].equals(fact.name)
                            && (Integer.parseInt(words[7]) & 15) == 0
                            && Integer.parseInt(words[11].isEmpty() ? "0" : words[11]) > 0) {
                        answers.put(fact, true);
                    }
                }
            }
            return answers;
        }
    }
}
