package io.kprov.certs;

import io.kprov.facts.CertificateFile;
import java.util.Optional;

/** Whether a file is root's and open to no more readers and writers than it may be. */
final class ModeCheck {
    static final String SECRET = "0600";
    static final String PUBLIC = "0644";
    private static final String OWNER = "root:root";

    private ModeCheck() {}

    /** What is wrong, as a clause. A stricter mode is fine. */
    static Optional<String> fault(CertificateFile file, String mode) {
        int allowed = Integer.parseInt(mode, 8);
        boolean open = (Integer.parseInt(file.mode(), 8) & ~allowed) != 0;
        boolean foreign = !file.owner().equals(OWNER);
        if (!open && !foreign) {
            return Optional.empty();
        }
        return Optional.of(
                (open ? "mode " + file.mode() + ", wanted " + mode : "")
                        + (open && foreign ? "; " : "")
                        + (foreign ? "owner " + file.owner() + ", wanted " + OWNER : ""));
    }
}
