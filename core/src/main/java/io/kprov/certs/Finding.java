package io.kprov.certs;

import java.util.Locale;

/**
 * Something that does not belong.
 *
 * @param host where; empty for the operator's side
 * @param what what is wrong, as a clause
 * @param next what the operator does about it
 */
public record Finding(String host, String path, Kind kind, String what, String next) {

    /** What sort of thing is wrong. */
    public enum Kind {
        /** It should be there and is not. */
        MISSING,
        /** Nothing that can be read is in it. */
        UNREADABLE,
        /** Its life is over, or has not begun. */
        EXPIRED,
        /** No CA of the cluster, or another one than it should be, signed it. */
        FOREIGN_ISSUER,
        /** It is made out to somebody else. */
        WRONG_SUBJECT,
        /** It answers for other names or addresses. */
        WRONG_NAMES,
        /** It is good for other things. */
        WRONG_USAGE,
        /** Its key or its signature is too weak. */
        WEAK_KEY,
        /** The private key beside it is another's, or is not there. */
        WRONG_KEY,
        /** Others may read or write it, or it is somebody else's. */
        WRONG_MODE,
        /** A CA is trusted that is not the cluster's. */
        FOREIGN_CA,
        /** The CA in use is not trusted. */
        MISSING_CA,
        /** The inventory does not want it here. */
        FOREIGN,
        /** It is right, but not the one that the operator has. */
        NOT_PLACED,
        /** The program that uses it has another one in memory. */
        NOT_IN_USE;

        /** As JSON says it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
