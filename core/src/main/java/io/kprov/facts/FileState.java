package io.kprov.facts;

import io.kprov.render.HostFile;
import java.util.Optional;

/** What is at a path on a host. */
public sealed interface FileState {

    /** Nothing. */
    record Absent() implements FileState {}

    /**
     * A regular file.
     *
     * @param mode four octal digits
     * @param owner {@code user:group}
     * @param text its content where that was asked for and is not the known one
     */
    record Present(String mode, String owner, String sha256, Optional<String> text)
            implements FileState {}

    /** Something else, e.g. a directory or a dangling link. */
    record Special(String type) implements FileState {}

    /** Whether content, mode and owner are as wanted. */
    default boolean is(HostFile wanted) {
        return this instanceof Present present
                && present.sha256.equals(wanted.sha256())
                && present.mode.equals(wanted.mode())
                && present.owner.equals(wanted.owner());
    }

    default boolean isAbsent() {
        return this instanceof Absent;
    }

    /** The content, when it travelled. */
    default Optional<String> content() {
        return this instanceof Present present ? present.text : Optional.empty();
    }

    /** Whether the content is this text, whatever white space is around it. */
    default boolean says(String text) {
        return content().filter(found -> found.strip().equals(text)).isPresent();
    }

    /** SHA-256 of the content, empty text when there is none. */
    default String digest() {
        return this instanceof Present present ? present.sha256 : "";
    }
}
