/**
 * Backups of etcd on request: {@link io.kprov.backup.BackupNow} has a host make one, {@link
 * io.kprov.backup.SnapshotPull} brings one here. What hosts do by themselves is {@code
 * templates/etcd/etcd-backup.sh}. May use {@code engine}, {@code remote}, {@code command}, {@code
 * render}, {@code snapshot}, {@code state} and {@code pki}.
 */
@NullMarked
package io.kprov.backup;

import org.jspecify.annotations.NullMarked;
