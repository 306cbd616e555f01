package io.kprov.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A cluster to make certificates for, and a clock that stands still. */
final class Lab {
    static final SecureRandom RANDOM = new SecureRandom();
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final ApiServerNames API =
            new ApiServerNames(
                    "cluster.local", "10.96.0.1", "api.example.com", List.of("10.0.0.100"));
    static final PkiNode CP_1 = PkiNode.stackedControlPlane("cp-1", "10.0.0.11");
    static final PkiNode CP_2 = PkiNode.stackedControlPlane("cp-2", "10.0.0.12");
    static final PkiNode CP_3 = PkiNode.stackedControlPlane("cp-3", "10.0.0.13");
    static final PkiNode WORKER = PkiNode.worker("w-1", "10.0.0.21");

    private Lab() {}

    static PkiRequest request(PkiNode... nodes) {
        return request(KeyAlgorithm.ECDSA_P256, API, nodes);
    }

    static PkiRequest request(KeyAlgorithm algorithm, ApiServerNames api, PkiNode... nodes) {
        return new PkiRequest(
                algorithm,
                Duration.ofDays(3650),
                Duration.ofDays(365),
                new CaSource.Made(),
                List.of(nodes),
                api);
    }

    static ApiServerNames apiWith(String... others) {
        List<String> all = new ArrayList<>(API.others());
        all.addAll(List.of(others));
        return new ApiServerNames(
                API.dnsDomain(), API.firstServiceAddress(), API.endpointHost(), all);
    }

    static ClusterPki pki(Path directory) {
        return pki(directory, START);
    }

    static ClusterPki pki(Path directory, Instant now) {
        return new ClusterPki(
                new PkiStore(directory, Optional.empty(), RANDOM),
                RANDOM,
                InstantSource.fixed(now));
    }

    static ClusterPki pki(Path directory, String passphrase) {
        return new ClusterPki(
                new PkiStore(directory, Optional.of(Passphrase.of(passphrase)), RANDOM),
                RANDOM,
                InstantSource.fixed(START));
    }

    /** A certificate of a store by its path in it. */
    static ParsedCertificate certificate(Path directory, String file) {
        return Objects.requireNonNull(pki(directory).certificates().get(file), file);
    }

    /** Every file of a directory by relative path. */
    static Map<String, String> files(Path directory) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
