package io.kprov.certs;

/** What all certificates of a cluster are measured by, and what is said about those that fail. */
record Yardstick(
        WantedCertificates wanted,
        KnownAuthorities authorities,
        LeafCheck check,
        OperatorPki operator,
        Remedy remedy) {}
