package io.kprov.pki;

import io.kprov.pki.bc.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes certificates that an external CA signed into the store: all of a folder, or none. */
final class SignedAnswers {
    private final PkiStore store;
    private final Authorities authorities;
    private final Instant now;

    private final Map<String, CaBundle> bundles = new LinkedHashMap<>();
    private final Map<String, String> accepted = new LinkedHashMap<>();
    private final List<String> taken = new ArrayList<>();
    private final List<PkiException> refused = new ArrayList<>();
    private final Set<String> unused = new TreeSet<>();

    SignedAnswers(PkiStore store, Authorities authorities, Instant now) {
        this.store = store;
        this.authorities = authorities;
        this.now = now;
    }

    /**
     * @param files PEM texts by their names in the folder: {@code etcd-ca/ca.crt}, {@code
     *     etcd-ca/etcd-server.cp-1.crt}
     */
    ImportResult take(PkiRequest request, Map<String, String> files) {
        unused.addAll(files.keySet());
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            tried(() -> authority(ca.id(), request, files));
        }
        tried(() -> Authorities.requireDistinct(bundles));
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            String file = Unsigned.placeOf(wanted) + ".crt";
            Optional.ofNullable(files.get(file))
                    .ifPresent(pem -> tried(() -> answer(wanted, file, pem)));
        }
        if (!refused.isEmpty()) {
            return new ImportResult.Refused(refused);
        }
        accepted.forEach(store::writePublic);
        return new ImportResult.Taken(taken, List.copyOf(unused));
    }

    private void tried(Runnable work) {
        try {
            work.run();
        } catch (PkiException reason) {
            refused.add(reason);
        }
    }

    private void authority(String id, PkiRequest request, Map<String, String> files) {
        String file = Unsigned.folderOf(id) + "/ca.crt";
        String pem = files.get(file);
        if (pem == null) {
            authorities.bundle(id).ifPresent(known -> bundles.put(id, known));
            return;
        }
        unused.remove(file);
        CaBundle bundle = CaBundle.parse(file, pem).plain();
        authorities.requireFit(id, file, bundle, request);
        authorities
                .bundle(id)
                .filter(known ->
                        !known.signer().publicKeySha256().equals(bundle.signer().publicKeySha256()))
                .ifPresent(known -> {
                    throw new PkiException(
                            file + " is not the CA of this cluster",
                            "the cluster has \"%s\" with another key"
                                    .formatted(known.signer().subject().commonName()),
                            "Have the requests signed by that CA: no host trusts another.");
                });
        bundles.put(id, bundle);
        accept(id + ".crt", file, bundle.pem());
    }

    private void answer(WantedCertificate wanted, String file, String pem) {
        unused.remove(file);
        ParsedCertificate found = ParsedCertificate.parse(file, pem);
        CaBundle issuer = bundles.get(wanted.issuerId());
        String place = PkiStore.placeOf(wanted.spec(), wanted.node());
        if (issuer == null) {
            throw new PkiException(
                    file + " cannot be checked",
                    "the certificate of its CA is missing or was refused",
                    "Put it beside it as " + Unsigned.folderOf(wanted.issuerId()) + "/ca.crt.");
        }
        List<String> problems =
                new AnswerCheck(now)
                        .problems(wanted, found, issuer, store.keyMisfit(place + ".key", found));
        if (!problems.isEmpty()) {
            throw new PkiException(
                    file + " is not what was asked for",
                    String.join("; ", problems),
                    "Have the request "
                            + Unsigned.placeOf(wanted)
                            + ".csr signed as it is, by the right CA: `kprov certs csr` writes it.");
        }
        accept(place + ".crt", file, Pem.write(found.x509()));
    }

    private void accept(String place, String file, String pem) {
        if (!store.read(place).equals(Optional.of(pem))) {
            accepted.put(place, pem);
            taken.add(file);
        }
    }
}
