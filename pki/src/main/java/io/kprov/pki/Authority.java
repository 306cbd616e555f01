package io.kprov.pki;

import java.security.PrivateKey;

/** A CA that can sign: its certificate and its opened key, which belong together. */
record Authority(String id, ParsedCertificate certificate, PrivateKey key) {

    @Override
    public String toString() {
        return "Authority[" + id + ", " + certificate.subject() + "]";
    }
}
