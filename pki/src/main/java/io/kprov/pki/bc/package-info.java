/**
 * The only place that sees BouncyCastle: makes keys, signs certificates, reads and writes PEM. Uses
 * nothing of kprov's and speaks the JDK's own types, so that the library can be exchanged. Start
 * with {@link io.kprov.pki.bc.CertificateSigner}.
 */
@NullMarked
package io.kprov.pki.bc;

import org.jspecify.annotations.NullMarked;
