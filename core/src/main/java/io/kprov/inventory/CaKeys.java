package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.choice;
import static io.kprov.inventory.KeyType.oneOf;

import io.kprov.pki.CaSource;
import io.kprov.pki.CaSource.KubeletClients;
import java.util.Arrays;
import java.util.Optional;

/** The rows of the key table below {@code pki.ca}, and what they mean. */
final class CaKeys {
    private CaKeys() {}

    static Key ca() {
        return optional(
                        "ca",
                        oneOf(
                                part("made", "kprov makes them, once, and keeps their keys."),
                                part(
                                        "brought",
                                        "Your own with its key: `ca.crt` (the authority, below it its"
                                                + " chain up to the root) and `ca.key` in"
                                                + " `.kprov/<name>/pki/` before the first apply."
                                                + " `etcd/ca` and `front-proxy-ca` as well, or kprov"
                                                + " makes these two."),
                                part(
                                        "external",
                                        "Somebody else signs, and no authority's key is here or on a"
                                                + " host: `kprov certs csr` and `kprov certs import`.",
                                        required(
                                                "kubelets",
                                                choice(
                                                        Arrays.stream(KubeletClients.values())
                                                                .map(KubeletClients::inventoryName)
                                                                .toArray(String[]::new)),
                                                "Who signs the kubelets' client certificates:"
                                                        + " `intermediate`: the controller manager,"
                                                        + " with an authority below yours that signs"
                                                        + " nothing else, and whose key is on control"
                                                        + " planes; kubelets renew them by themselves."
                                                        + " `placed`: your authority, like all others;"
                                                        + " no token joins a host, and kprov places what"
                                                        + " you signed.",
                                                "placed"))),
                        "Where the certificate authorities come from.",
                        "{external: {kubelets: placed}}")
                .orElse("made");
    }

    /** The choice of a {@code pki} section without errors. */
    static CaSource source(Section pki) {
        return switch (pki.form("ca").orElseThrow()) {
            case "external" ->
                    new CaSource.External(
                            Arrays.stream(KubeletClients.values())
                                    .filter(mode ->
                                            pki.section("ca")
                                                    .section("external")
                                                    .text("kubelets")
                                                    .equals(Optional.of(mode.inventoryName())))
                                    .findFirst()
                                    .orElseThrow());
            case "brought" -> new CaSource.Brought();
            default -> new CaSource.Made();
        };
    }
}
