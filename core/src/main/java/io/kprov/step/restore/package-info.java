/**
 * etcd begins anew from a snapshot, or from what one member has left: the control plane is stopped
 * everywhere, data changes places, and all starts again ({@link io.kprov.procedure.Restore},
 * etcd.io: Disaster recovery).
 */
@NullMarked
package io.kprov.step.restore;

import org.jspecify.annotations.NullMarked;
