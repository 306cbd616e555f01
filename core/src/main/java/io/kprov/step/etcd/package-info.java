/**
 * Steps of etcd. Of external etcd, whose members are systemd units: the user that runs one, the
 * member itself, and the removal of a dead one. Of any: what keeps it well, stacked or not. May use
 * what {@code step} may use.
 */
@NullMarked
package io.kprov.step.etcd;

import org.jspecify.annotations.NullMarked;
