/**
 * What kprov does to a cluster, each procedure one readable list: {@link
 * io.kprov.procedure.Install}. Stages follow one another with a barrier between; inside a stage,
 * tracks run side by side and each host walks its steps at its own pace. May use {@code step} and
 * what that may use.
 */
@NullMarked
package io.kprov.procedure;

import org.jspecify.annotations.NullMarked;
