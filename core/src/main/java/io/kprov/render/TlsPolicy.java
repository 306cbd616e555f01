package io.kprov.render;

import java.util.List;

/** How programs of the control plane and kubelets speak TLS. */
final class TlsPolicy {
    private TlsPolicy() {}

    /**
     * TLS 1.2 suites with forward secrecy and authenticated encryption, in Go's names (CIS 1.2.29,
     * 4.2.12). TLS 1.3's own cannot be chosen and need no choice.
     */
    static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
}
