package io.kprov.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** kprov's own remote scripts: POSIX shell, one file each beside this package. */
final class Scripts {
    private Scripts() {}

    static String read(String name) {
        try (var stream = Scripts.class.getResourceAsStream(name + ".sh")) {
            if (stream == null) {
                throw new IllegalArgumentException("no script " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
