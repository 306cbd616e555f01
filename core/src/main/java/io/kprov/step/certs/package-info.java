/** Steps that make the PKI and place it. May use what {@code step} may use. */
@NullMarked
package io.kprov.step.certs;

import org.jspecify.annotations.NullMarked;
