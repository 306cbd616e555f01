package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.Renewal.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which certificates: by name, by the time that is left to them, or all below the CAs. */
final class CertificateChoice {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "A certificate (apiserver, etcd/peer, admin.conf, ...) of every host, or of one (cp-1:apiserver).")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Every certificate below the CAs.")
    private boolean all;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            converter = LifetimeOption.class,
            description = "Those that end within this time, e.g. 60d, 12h.")
    private @Nullable Duration within;

    /**
     * Before anything is looked at: whether one way of choosing was used.
     *
     * @throws KprovException USAGE otherwise
     */
    void require() {
        int ways = (names.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (within == null ? 0 : 1);
        if (ways != 1) {
            throw usage(
                    ways == 0
                            ? "it is not said which certificates"
                            : "names, --all and --within exclude one another",
                    "one of: kprov certs renew apiserver, kprov certs renew --within 60d, kprov certs renew --all");
        }
    }

    /**
     * Those of the cluster's certificates that were chosen.
     *
     * @throws KprovException USAGE when a name is none of theirs
     */
    Set<Item> of(Map<Item, ParsedCertificate> certificates, Instant now) {
        if (all) {
            return certificates.keySet();
        }
        if (within != null) {
            var limit = now.plus(within);
            return certificates.entrySet().stream()
                    .filter(each -> each.getValue().validity().notAfter().isBefore(limit))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        var chosen = new LinkedHashSet<Item>();
        for (String name : names) {
            var named = certificates.keySet().stream().filter(item -> isNamed(item, name)).toList();
            if (named.isEmpty()) {
                throw unknown(name, certificates.keySet());
            }
            chosen.addAll(named);
        }
        return chosen;
    }

    private static boolean isNamed(Item item, String name) {
        return name.equals(item.id()) || name.equals(text(item));
    }

    private static String text(Item item) {
        return item.node().map(node -> node + ":").orElse("") + item.id();
    }

    private static KprovException unknown(String name, Set<Item> known) {
        boolean ofHost = name.contains(":");
        return usage(
                "no certificate is called " + name,
                "one of: "
                        + known.stream()
                                .map(item -> ofHost ? text(item) : item.id())
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")));
    }

    private static KprovException usage(String why, String next) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "the certificates to renew are not clear",
                        why,
                        "nothing was changed",
                        next));
    }
}
