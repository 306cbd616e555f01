/**
 * Tests of the PKI. Certificates are checked after parsing, never as bytes; {@link
 * io.kprov.pki.Lab} has the cluster that most of them use.
 */
@NullMarked
package io.kprov.pki;

import org.jspecify.annotations.NullMarked;
