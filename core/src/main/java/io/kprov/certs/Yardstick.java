package io.kprov.certs;

import io.kprov.model.Cluster;

/** What all certificates of a cluster are measured by, and what is said about those that fail. */
record Yardstick(
        Cluster cluster,
        WantedCertificates wanted,
        KnownAuthorities authorities,
        LeafCheck check,
        OperatorPki operator,
        Remedy remedy) {}
