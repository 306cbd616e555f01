package io.kprov.certs;

/**
 * A program that uses a file with certificates, and how one can tell whether it has taken it up.
 */
public sealed interface Consumer {

    String program();

    /**
     * It presents the certificate to whoever connects: what it presents is what counts.
     *
     * @param port where it listens on its host's address
     */
    record Serves(String program, int port) implements Consumer {}

    /** It reads the file when it starts, and not again. */
    record ReadsAtStart(String program) implements Consumer {}

    /** It reads the file when it starts, and again by itself when the file has changed. */
    record ReadsAgain(String program) implements Consumer {}

    /** It reads the file when it starts, and may have written it itself since. */
    record ReadsAndWrites(String program) implements Consumer {}

    /** It makes what is in the file, and always has the newest. */
    record Renews(String program) implements Consumer {}

    /** Its systemd unit writes down what it read. */
    record Stamped(String program) implements Consumer {}

    /** It runs only when somebody wants something of it, and reads the file each time. */
    record OnDemand(String program) implements Consumer {}
}
