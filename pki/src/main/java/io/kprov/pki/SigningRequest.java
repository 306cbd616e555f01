package io.kprov.pki;

/**
 * What an external CA is asked to sign.
 *
 * @param csrPem PKCS#10 with subject, names and usages; public
 */
public record SigningRequest(Unsigned of, String csrPem) {}
