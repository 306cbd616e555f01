/**
 * The inventory of certificates: which file with certificates each host has, what is in it, who
 * uses it, and what does not belong. Start with {@link io.kprov.certs.CertificatePlaces}, the table
 * of where they lie, then {@link io.kprov.certs.CertificateInventory}, which asks the hosts and
 * judges what they answer.
 *
 * <p>Decides and never acts: changes nothing, sees no connection. May use {@code pki}, {@code
 * facts}, {@code render} and {@code step}'s view of the cluster.
 */
@NullMarked
package io.kprov.certs;

import org.jspecify.annotations.NullMarked;
