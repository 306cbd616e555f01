package io.kprov.pki.bc;

import java.security.KeyException;

/** A key file that holds no usable key; the message is a clause that follows the file's name. */
public final class UnreadableKeyException extends KeyException {
    private static final long serialVersionUID = 1L;

    UnreadableKeyException(String message) {
        super(message);
    }

    UnreadableKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
