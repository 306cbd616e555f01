package io.kprov.facts;

import java.time.Instant;

/**
 * A certificate on a host, in its public parts.
 *
 * @param subject distinguished name (RFC 2253)
 * @param serial hexadecimal
 */
public record CertificateSeen(
        String subject, String issuer, String serial, Instant notBefore, Instant notAfter) {}
