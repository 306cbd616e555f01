package io.kprov.certs;

import io.kprov.facts.CertificateFile;
import io.kprov.render.EtcdFiles;
import java.util.Optional;

/**
 * Whose a file is to be, and how open it may be.
 *
 * @param mode four octal digits
 * @param owner {@code user:group}
 */
record Permissions(String mode, String owner) {
    static final Permissions SECRET = new Permissions("0600", "root:root");
    static final Permissions PUBLIC = new Permissions("0644", "root:root");
    static final Permissions OF_ETCD = new Permissions(EtcdFiles.KEY_MODE, EtcdFiles.KEY_OWNER);

    /** What is wrong, as a clause. A stricter mode is fine. */
    Optional<String> fault(CertificateFile file) {
        int allowed = Integer.parseInt(mode, 8);
        boolean open = (Integer.parseInt(file.mode(), 8) & ~allowed) != 0;
        boolean foreign = !file.owner().equals(owner);
        if (!open && !foreign) {
            return Optional.empty();
        }
        return Optional.of(
                (open ? "mode " + file.mode() + ", wanted " + mode : "")
                        + (open && foreign ? "; " : "")
                        + (foreign ? "owner " + file.owner() + ", wanted " + owner : ""));
    }

    /** The commands that make it so. */
    String byHand(String path) {
        return "chmod %s %s && chown %s %s".formatted(mode, path, owner, path);
    }
}
