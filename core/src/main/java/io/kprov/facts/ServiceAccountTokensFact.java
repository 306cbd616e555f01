package io.kprov.facts;

import io.kprov.facts.ServiceAccountTokensFact.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service account tokens that the kubelet has put into the pods of a host. Their signatures
 * stay there: without them they are of no use to anybody.
 */
public record ServiceAccountTokensFact() implements Fact<List<Token>> {
    private static final Source SOURCE = new Source();

    /** Every token of a projected volume, without its signature. */
    public static final String LIST =
            """
            for file in /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/*; do
              [ -f "$file" ] || continue
              token=$(head -c 16384 <"$file" | tr -d '\\0' | head -n 1)
              case "$token" in eyJ*.*.*) echo "${token%.*}" ;; esac
            done\
            """;

    /**
     * A token in its public parts (RFC 7519).
     *
     * @param keyId {@code kid} of its header: which key signed it
     * @param pod {@code namespace/name} of the pod that it is for
     */
    public record Token(String keyId, String pod) {}

    @Override
    public FactSource<ServiceAccountTokensFact, List<Token>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ServiceAccountTokensFact, List<Token>> {
        @Override
        public String name() {
            return "tokens";
        }

        @Override
        public String script(List<ServiceAccountTokensFact> facts) {
            return LIST;
        }

        @Override
        public List<String> words(ServiceAccountTokensFact fact) {
            return List.of();
        }

        @Override
        public Map<ServiceAccountTokensFact, List<Token>> parse(
                List<ServiceAccountTokensFact> facts, List<String> output) {
            var tokens = new ArrayList<Token>();
            for (String line : output) {
                String[] parts = line.split("\\.", -1);
                if (parts.length == 2) {
                    JsonNode bound = json(parts[1]).path("kubernetes.io");
                    tokens.add(
                            new Token(
                                    json(parts[0]).path("kid").asString(""),
                                    bound.path("namespace").asString("")
                                            + "/"
                                            + bound.path("pod").path("name").asString("")));
                }
            }
            return Map.of(new ServiceAccountTokensFact(), List.copyOf(tokens));
        }

        private static JsonNode json(String part) {
            try {
                return JsonMapper.shared()
                        .readTree(
                                new String(
                                        Base64.getUrlDecoder().decode(part),
                                        StandardCharsets.UTF_8));
            } catch (IllegalArgumentException | JacksonException notToken) {
                return JsonMapper.shared().createObjectNode();
            }
        }
    }
}
