package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files that every control plane has alike, as far as the store has lost them. */
final class SharedFiles {
    private static final String NEXT =
            "Find out which of them the running cluster uses, mend the other, then repeat the"
                    + " command.";

    private final PkiStore store;
    private final List<HeldPki> hosts;
    private final Map<String, String> texts = new LinkedHashMap<>();

    SharedFiles(PkiStore store, List<HeldPki> hosts) {
        this.store = store;
        this.hosts = hosts;
    }

    /**
     * A CA's certificate, checked against its key if there is one.
     *
     * @throws PkiException when it is on no host and not in the store, or anything does not fit
     */
    ParsedCertificate authority(String id) {
        String pem = require(id + ".crt");
        var certificate = ParsedCertificate.parse(id + ".crt", pem);
        if (!certificate.ca()) {
            throw new PkiException(
                    "the CA " + id + " cannot be had back",
                    id + ".crt is not a CA certificate",
                    NEXT);
        }
        requireFit(id + ".key", id + ".crt", certificate.x509().getPublicKey());
        return certificate;
    }

    /**
     * The pair that signs and checks service account tokens.
     *
     * @throws PkiException as for a CA
     */
    void serviceAccountKey(String privateFile, String publicFile) {
        String pem = require(publicFile);
        require(privateFile);
        try {
            requireFit(privateFile, publicFile, Pem.readPublicKey(pem));
        } catch (UnreadableKeyException damaged) {
            throw new PkiException(
                    "the service account keys cannot be had back",
                    publicFile + ": " + damaged.getMessage(),
                    NEXT,
                    damaged);
        }
    }

    /** Whether the store has the file, or gets it back. */
    boolean has(String file) {
        return texts.containsKey(file) || store.read(file).isPresent();
    }

    List<String> files() {
        return inOrder();
    }

    void write() {
        for (String file : inOrder()) {
            String text = texts.getOrDefault(file, "");
            if (!file.endsWith(".key")) {
                store.writePublic(file, text);
            } else if (CertificateCatalog.find(file.replaceFirst("\\.key$", "")).isPresent()) {
                store.writeCaKey(file, opened(file, text));
            } else {
                store.writeKey(file, opened(file, text));
            }
        }
    }

    /** Keys first: half of a pair that a crash tears is never a certificate without its key. */
    private List<String> inOrder() {
        var files = new ArrayList<String>();
        texts.keySet().stream().filter(file -> file.endsWith(".key")).forEach(files::add);
        texts.keySet().stream().filter(file -> !file.endsWith(".key")).forEach(files::add);
        return files;
    }

    private String require(String file) {
        return find(file)
                .orElseThrow(() ->
                        new PkiException(
                                "the PKI cannot be had back",
                                file + " is on no control plane that answers",
                                "Bring back the store from its backup, or make a control plane"
                                        + " reachable that has it."));
    }

    /** The text of a public file, or the mere presence of a key: the store's may be encrypted. */
    private Optional<String> find(String file) {
        Optional<String> kept = store.read(file);
        Optional<String> held = agreed(file);
        if (kept.isEmpty()) {
            held.ifPresent(text -> texts.put(file, text));
            return held;
        }
        if (!file.endsWith(".key") && held.isPresent() && !held.get().equals(kept.get())) {
            throw new PkiException(
                    "the store and the hosts do not agree on " + file,
                    store.describe(file) + " is another one than on the control planes",
                    NEXT);
        }
        return kept;
    }

    private Optional<String> agreed(String file) {
        var holders =
                hosts.stream()
                        .filter(host -> host.texts().containsKey(file))
                        .collect(
                                Collectors.groupingBy(
                                        host -> host.texts().getOrDefault(file, ""),
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                HeldPki::node, Collectors.joining(", "))));
        if (holders.size() > 1) {
            throw new PkiException(
                    "the control planes do not agree on " + file,
                    holders.values().stream()
                            .collect(Collectors.joining("; another on ", "one on ", "")),
                    NEXT);
        }
        return holders.keySet().stream().findFirst();
    }

    private void requireFit(String privateFile, String publicFile, PublicKey publicKey) {
        find(privateFile)
                .ifPresent(text -> {
                    PrivateKey key =
                            texts.containsKey(privateFile)
                                    ? opened(privateFile, text)
                                    : store.readKey(privateFile).orElseThrow();
                    if (!KeyPairs.match(key, publicKey)) {
                        throw new PkiException(
                                privateFile + " cannot be had back",
                                "it is not the key of " + publicFile,
                                NEXT);
                    }
                });
    }

    private static PrivateKey opened(String file, String text) {
        try {
            return Pem.readPrivateKey(text);
        } catch (UnreadableKeyException damaged) {
            throw new PkiException(
                    file + " cannot be had back",
                    "what the control planes have is no key: " + damaged.getMessage(),
                    NEXT,
                    damaged);
        }
    }
}
