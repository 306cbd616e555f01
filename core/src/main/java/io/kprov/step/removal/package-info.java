/**
 * A machine leaves the cluster, or its place in it: what runs there moves away, etcd and the load
 * balancers forget it, its node goes. Each step is taken by those that stay ({@link
 * io.kprov.procedure.RemoveNodes}); its name has the machine's in it, since several may leave at
 * once.
 */
@NullMarked
package io.kprov.step.removal;

import org.jspecify.annotations.NullMarked;
