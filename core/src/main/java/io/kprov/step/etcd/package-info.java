/**
 * Steps of external etcd, whose members are systemd units: the user that runs one, and the member
 * itself. May use what {@code step} may use.
 */
@NullMarked
package io.kprov.step.etcd;

import org.jspecify.annotations.NullMarked;
