/**
 * Every file that kprov writes to a host, made locally before the first write: one class per
 * program, the text in {@code templates/}. Pure functions of the wish: no clock, no randomness, no
 * I/O but reading templates. Start at {@link io.kprov.render.HostTree}, which names them all;
 * {@link io.kprov.render.Stamp} says how one learns which files are in force. Objects in the
 * cluster (flannel, CoreDNS) are here too. Certificates and kubeconfigs are {@code io.kprov.pki}'s.
 * May use {@code model} and {@code pki}.
 */
@NullMarked
package io.kprov.render;

import org.jspecify.annotations.NullMarked;
