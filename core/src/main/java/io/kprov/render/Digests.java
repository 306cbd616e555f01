package io.kprov.render;

/** Digests of settings, for telling whether something was made from them. */
public final class Digests {
    private Digests() {}

    /** SHA-256 over the value as JSON, maps in their order. */
    public static String of(Object value) {
        return Sha256.hex(JsonFilter.json(value));
    }

    /** SHA-256 over text as UTF-8. */
    public static String ofText(String text) {
        return Sha256.hex(text);
    }
}
