package io.kprov.inventory;

import java.util.regex.Pattern;

/**
 * What a plain scalar means: YAML 1.2's core schema (yaml.org/spec/1.2.2, 10.3.2), as editors and
 * JSON Schema see it. Words and numbers that YAML 1.1 reads otherwise are told apart, since the
 * kubelet's own reader is of that sort.
 */
enum ScalarKind {
    STRING("a string", ""),
    NULL("nothing", "|~|null|Null|NULL"),
    BOOLEAN("a boolean", "true|True|TRUE|false|False|FALSE"),
    INTEGER("a number", "[-+]?(0|[1-9][0-9]*)"),
    /** {@code 010} is 8 in YAML 1.1 and 10 in YAML 1.2. */
    AMBIGUOUS_NUMBER("a number", "[-+]?0[0-9_]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    DECIMAL("a number", "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    /** A boolean in YAML 1.1, a string in YAML 1.2. */
    AMBIGUOUS_WORD("a string", "yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF");

    private final String word;
    private final Pattern form;

    ScalarKind(String word, String form) {
        this.word = word;
        this.form = Pattern.compile(form);
    }

    String word() {
        return word;
    }

    boolean isString() {
        return this == STRING || this == AMBIGUOUS_WORD;
    }

    /** The kind of a scalar without quotes. */
    static ScalarKind ofPlain(String text) {
        if (text.length() > 40) {
            return STRING;
        }
        for (ScalarKind kind : values()) {
            if (kind != STRING && kind.form.matcher(text).matches()) {
                return kind;
            }
        }
        return STRING;
    }
}
