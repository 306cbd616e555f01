package io.kprov.lockfile;

import io.kprov.model.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets the token that public registries want even from those who need no login (Docker Registry
 * token authentication: a {@code 401} names the realm, service and scope to ask for).
 */
final class AnonymousToken {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final String BEARER = "bearer ";

    private final Http http;

    AnonymousToken(Http http) {
        this.http = http;
    }

    /** The token for a request that was answered with a challenge. */
    Secret fetch(HttpRequest request, HttpHeaders challenge) throws LookupException {
        Map<String, String> wanted = parameters(challenge);
        HttpRequest question = HttpRequest.newBuilder(realm(request, wanted)).build();
        HttpResponse<byte[]> answer = http.whole(question);
        if (answer.statusCode() != 200) {
            throw new LookupException(
                    Http.asked(question),
                    "(for a token) was answered with status " + answer.statusCode());
        }
        return token(answer.body())
                .orElseThrow(() ->
                        new LookupException(
                                Http.asked(question), "(for a token) was answered without one"));
    }

    private static Map<String, String> parameters(HttpHeaders challenge) {
        var parameters = new HashMap<String, String>();
        challenge.allValues("WWW-Authenticate").stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .findFirst()
                .ifPresent(header ->
                        PARAMETER
                                .matcher(header)
                                .results()
                                .forEach(found ->
                                        parameters.put(
                                                found.group(1).toLowerCase(Locale.ROOT),
                                                found.group(2))));
        return parameters;
    }

    private static URI realm(HttpRequest request, Map<String, String> wanted)
            throws LookupException {
        String realm = wanted.getOrDefault("realm", "");
        var query = new ArrayList<String>();
        for (String name : List.of("service", "scope")) {
            String value = wanted.get(name);
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        String joint = query.isEmpty() ? "" : realm.indexOf('?') < 0 ? "?" : "&";
        if (!realm.matches("https?://[0-9A-Za-z.\\[\\]:-]+(/[0-9A-Za-z._~%?&=/-]*)?")) {
            throw new LookupException(
                    Http.asked(request),
                    "was answered with status 401, and it does not say where to get a token"
                            + " without a login");
        }
        return URI.create(realm + joint + String.join("&", query));
    }

    private static Optional<Secret> token(byte[] json) {
        try {
            JsonNode answer = JsonMapper.shared().readTree(json);
            return List.of("token", "access_token").stream()
                    .map(answer::path)
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .filter(text -> text.matches("[\\x21-\\x7e]+"))
                    .findFirst()
                    .map(Secret::new);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
