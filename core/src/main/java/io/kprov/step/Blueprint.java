package io.kprov.step;

import io.kprov.lockfile.LockFile;
import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.Secret;

/**
 * The wish with all that was made from it locally, before anything is written to a host.
 *
 * @param vrrpPassword what keepalived's peers authenticate with (RFC 2338 simple text password, 8
 *     characters)
 */
public record Blueprint(
        Cluster cluster,
        ComponentVersions versions,
        LockFile lock,
        PkiMaterial pki,
        Secret vrrpPassword,
        JoinTokens joinTokens) {}
