/**
 * What kprov keeps on the operator's machine: the folder {@code .kprov/<cluster>/} beside the
 * inventory, the lock that lets one run at a time work on a cluster, and how files are written
 * there. Start at {@link io.kprov.state.ClusterState}. May use {@code model} and {@code error}.
 */
@NullMarked
package io.kprov.state;

import org.jspecify.annotations.NullMarked;
