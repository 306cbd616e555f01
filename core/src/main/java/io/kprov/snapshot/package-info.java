/**
 * Snapshots of etcd: proving one on this machine, what is known of it then, and the order to
 * restore it.
 */
@NullMarked
package io.kprov.snapshot;

import org.jspecify.annotations.NullMarked;
