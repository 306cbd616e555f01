package io.kprov.inventory;

import java.util.regex.Pattern;

/** How messages name a key: {@code hosts[2].address}, {@code registries["ghcr.io"].mirrors[0]}. */
final class KeyPath {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private KeyPath() {}

    static String child(String parent, String key) {
        if (!PLAIN.matcher(key).matches()) {
            return parent + "[" + Quoted.text(key) + "]";
        }
        return parent.isEmpty() ? key : parent + "." + key;
    }

    static String item(String parent, int index) {
        return parent + "[" + index + "]";
    }

    /** The path without its last part; empty at the top. */
    static String parent(String path) {
        int bracket = path.endsWith("\"]") ? path.lastIndexOf("[\"") : path.lastIndexOf('[');
        int end =
                Math.max(
                        path.endsWith("]") ? bracket : -1,
                        path.endsWith("]") ? -1 : path.lastIndexOf('.'));
        return end < 0 ? "" : path.substring(0, end);
    }
}
