package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksumsTest {
    private static final String A = "a1".repeat(32);
    private static final String B = "b2".repeat(32);

    @Test
    void kubernetes_publishes_the_bare_digest() {
        assertThat(Checksums.find(A, "kubeadm")).contains(A);
        assertThat(Checksums.find(A + "\n", "kubeadm")).contains(A);
    }

    @Test
    void one_line_names_the_file() {
        assertThat(Checksums.find(A + "  x.tar.gz\n", "x.tar.gz")).contains(A);
        assertThat(Checksums.find(A + " *x.tar.gz\r\n", "x.tar.gz")).contains(A);
        assertThat(Checksums.find(A + "  ./release/x.tar.gz\n", "x.tar.gz")).contains(A);
        assertThat(Checksums.find(A + "  y.tar.gz\n", "x.tar.gz")).isEmpty();
    }

    @Test
    void many_lines_name_many_files_even_within_a_signature() {
        String signed =
                """
                -----BEGIN PGP SIGNED MESSAGE-----
                Hash: SHA512

                %s  runc.amd64
                %s  runc.arm64
                -----BEGIN PGP SIGNATURE-----

                iQIzBAEBCgAdFiEE
                -----END PGP SIGNATURE-----
                """
                        .formatted(A, B);

        assertThat(Checksums.find(signed, "runc.amd64")).contains(A);
        assertThat(Checksums.find(signed, "runc.arm64")).contains(B);
        assertThat(Checksums.find(signed, "runc")).isEmpty();
    }

    @Test
    void upper_case_is_read_as_lower_case() {
        assertThat(Checksums.find(A.toUpperCase(java.util.Locale.ROOT), "x")).contains(A);
    }

    @Test
    void contradictions_and_other_texts_are_no_checksum() {
        assertThat(Checksums.find(A + "  x\n" + B + "  x\n", "x")).isEmpty();
        assertThat(Checksums.find(A + "  x\n" + A + "  x\n", "x")).contains(A);
        assertThat(Checksums.find("<html>" + A + "</html>", "x")).isEmpty();
        assertThat(Checksums.find(A.substring(1), "x")).isEmpty();
        assertThat(Checksums.find("", "x")).isEmpty();
    }
}
