package io.kprov.facts;

/** What a port presents to those who open a TLS connection to it. */
public sealed interface ServedCertificate {

    /** A certificate. */
    record Presented(String pem) implements ServedCertificate {}

    /** Nothing: nobody listens there, or it is no TLS server. */
    record Silent() implements ServedCertificate {}

    /** The host has neither openssl nor a curl that shows certificates (7.88 and later). */
    record NotAsked() implements ServedCertificate {}
}
