/**
 * What kprov can do to a host, one class per step, grouped by area. A {@link io.kprov.step.Step}
 * looks at facts and answers with a {@link io.kprov.step.Decision}; it never acts and never sees a
 * connection. Start at {@code procedure.Install} for the order. May use {@code model}, {@code
 * facts}, {@code render}, {@code command}, {@code lockfile}, {@code pki}.
 */
@NullMarked
package io.kprov.step;

import org.jspecify.annotations.NullMarked;
