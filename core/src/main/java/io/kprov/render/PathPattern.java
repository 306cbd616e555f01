package io.kprov.render;

/**
 * An absolute path in which {@code *} stands for anything within one part, as in a shell; safe to
 * be read by one without quotes.
 */
public record PathPattern(String text) {

    public PathPattern {
        if (!text.matches("/[A-Za-z0-9._/*-]+")) {
            throw new IllegalArgumentException(text);
        }
    }

    public boolean matches(String path) {
        return path.matches(text.replace(".", "\\.").replace("*", "[^/]*"));
    }

    @Override
    public String toString() {
        return text;
    }
}
