/**
 * A host goes back to what it was before kprov. Start at {@link io.kprov.step.reset.ResetHost};
 * where it looks is {@link io.kprov.render.Footprint}. May use what {@code step} may use.
 */
@NullMarked
package io.kprov.step.reset;

import org.jspecify.annotations.NullMarked;
