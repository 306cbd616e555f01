/**
 * Every certificate, key and kubeconfig client certificate of a cluster: made, stored and checked
 * on the operator's machine. Start with {@link io.kprov.pki.CertificateCatalog}, the whole PKI as
 * one table, then {@link io.kprov.pki.ClusterPki}, which keeps a directory in line with it.
 *
 * <p>Knows no hosts to connect to, no SSH, no command line; uses nothing of kprov's. Only {@link
 * io.kprov.pki.PkiStore} writes files, only {@code io.kprov.pki.bc} sees BouncyCastle.
 */
@NullMarked
package io.kprov.pki;

import org.jspecify.annotations.NullMarked;
