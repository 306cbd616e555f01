package io.kprov.pki;

import org.jspecify.annotations.Nullable;

/** The PKI cannot be read, made or kept as asked; says what, why and what to do, never a secret. */
public final class PkiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String why;
    private final String next;

    public PkiException(String what, String why, String next) {
        this(what, why, next, null);
    }

    public PkiException(String what, String why, String next, @Nullable Throwable cause) {
        super(what + ": " + why + ". " + next, cause);
        this.what = what;
        this.why = why;
        this.next = next;
    }

    /** What failed, one clause. */
    public String what() {
        return what;
    }

    /** Why, one clause. */
    public String why() {
        return why;
    }

    /** What the reader can do, whole sentences. */
    public String next() {
        return next;
    }
}
