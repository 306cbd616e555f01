/**
 * What a lost {@code .kprov/} can have back from the hosts: {@link io.kprov.recovery.HostSecrets}
 * reads it, over the SSH channel alone; {@code pki} compares it. May use {@code workspace}, {@code
 * engine}, {@code remote}, {@code command}, {@code render}, {@code state} and {@code pki}. Facts
 * never carry keys; this is the one place that reads them from hosts.
 */
@NullMarked
package io.kprov.recovery;

import org.jspecify.annotations.NullMarked;
