package io.kprov.simulator;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** kubectl's {@code -o jsonpath=...}: text with paths of keys and indexes in braces. */
final class KubectlOutput {
    private static final Pattern BRACES = Pattern.compile("\\{([^}]*)}");
    private static final Pattern STEP = Pattern.compile("\\.((?:\\\\.|[^.\\[\\\\])+)|\\[(\\d+)]");

    private KubectlOutput() {}

    static String jsonPath(String template, JsonNode object) {
        return BRACES.matcher(template)
                .replaceAll(found ->
                        java.util.regex.Matcher.quoteReplacement(value(found.group(1), object)));
    }

    private static String value(String path, JsonNode object) {
        JsonNode at = object;
        var step = STEP.matcher(path);
        while (step.find()) {
            at =
                    step.group(1) != null
                            ? at.path(step.group(1).replaceAll("\\\\(.)", "$1"))
                            : at.path(Integer.parseInt(step.group(2)));
        }
        return at.isContainer() ? Json.text(at) : at.asString("");
    }
}
