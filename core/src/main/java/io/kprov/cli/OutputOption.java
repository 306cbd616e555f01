package io.kprov.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code -o json}: the result for programs. */
final class OutputOption {
    /** Made when it is needed: every command has this option, and few runs want JSON. */
    private static final class Json {
        private static final JsonMapper MAPPER =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    /** Forms of a result. */
    enum Form {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "Form of the result: ${COMPLETION-CANDIDATES} (default: text).",
            defaultValue = "text")
    private Form form = Form.TEXT;

    boolean json() {
        return form == Form.JSON;
    }

    /** The value as JSON. */
    static String text(Object value) {
        return Json.MAPPER.writeValueAsString(value);
    }
}
