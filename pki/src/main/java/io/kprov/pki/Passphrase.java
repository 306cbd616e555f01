package io.kprov.pki;

/** What encrypts the CAs' private keys at rest. It is asked for when a key needs it, not before. */
public interface Passphrase {

    /** The one that opens the keys there are. */
    char[] toOpen();

    /** The one for the first key: whoever mistypes it now could never open that key again. */
    char[] toProtect();

    /** A passphrase that is known already. */
    static Passphrase of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty passphrase protects nothing");
        }
        return new Passphrase() {
            @Override
            public char[] toOpen() {
                return text.toCharArray();
            }

            @Override
            public char[] toProtect() {
                return text.toCharArray();
            }
        };
    }
}
