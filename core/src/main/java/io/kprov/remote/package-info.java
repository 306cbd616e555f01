/**
 * The only door to a machine. {@link io.kprov.remote.Remote} runs commands as root; {@code
 * remote.ssh} implements it with Apache MINA SSHD, and alone imports that. May use {@code model},
 * {@code command}, {@code error}.
 */
@NullMarked
package io.kprov.remote;

import org.jspecify.annotations.NullMarked;
