package io.kprov.certs;

import io.kprov.pki.ParsedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A certificate in a file.
 *
 * @param host where the file is; empty for the operator's side
 * @param part what it is in the file
 * @param name its row of the catalog; for what is trusted the CA's, empty for what is not wanted
 * @param purpose what it is for, in words
 * @param signer the id of the CA that signed it; empty when no CA of the cluster did
 * @param key whether the private key on the host belongs to it
 * @param uptakes who uses it
 */
public record Row(
        String host,
        String path,
        Part part,
        String name,
        String purpose,
        ParsedCertificate certificate,
        String signer,
        KeyFit key,
        List<Uptake> uptakes) {

    /** What a certificate is in its file. */
    public enum Part {
        /** What the file is there for. */
        CERTIFICATE,
        /** A CA that others are checked with. */
        TRUST,
        /** An intermediate, sent along. */
        CHAIN;

        /** As JSON says it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the private key beside a certificate belongs to it. */
    public enum KeyFit {
        /** There is none here, and should be none. */
        NONE,
        FITS,
        /** It cannot be told without moving the key. */
        NOT_CHECKED,
        WRONG;

        /** As JSON says it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final Comparator<Row> NEAREST_END =
            Comparator.comparing(row -> row.certificate.validity().notAfter());

    public Row {
        uptakes = List.copyOf(uptakes);
    }

    /** Whole days, rounded down: negative when it is over. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                certificate.validity().remaining(now).toSeconds(), Duration.ofDays(1).toSeconds());
    }

    /** Whether it ends within this time, or has ended. */
    public boolean endsWithin(Duration time, Instant now) {
        return certificate.validity().remaining(now).compareTo(time) <= 0;
    }

    /** Serial number in hex. */
    public String serial() {
        return certificate.serial().toString(16);
    }
}
