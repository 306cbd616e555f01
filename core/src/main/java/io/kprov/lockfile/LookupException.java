package io.kprov.lockfile;

/**
 * A question to a download site or registry that got no usable answer: what was asked, and what
 * came.
 */
final class LookupException extends Exception {
    private static final long serialVersionUID = 1L;

    LookupException(String asked, String answered) {
        super(asked + " " + answered);
    }

    LookupException(String message) {
        super(message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
