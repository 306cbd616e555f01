package io.kprov.step;

import io.kprov.render.HostFile;

/**
 * A file of the PKI on a host.
 *
 * @param meaning its intent in words: subject, names, issuer. Plans compare and show this, never
 *     the bytes.
 */
public record PkiFile(HostFile file, String meaning) {}
