package io.kprov.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of newer packages in a real shell, on hosts whose package manager answers as theirs. */
class PackageUpgradeTest {
    @TempDir private Path programs;

    /** What the script uses, and no package manager of this machine's. */
    @BeforeEach
    void tools() throws IOException {
        for (String tool :
                List.of("sh", "sed", "find", "mktemp", "mkdir", "rm", "timeout", "tail", "cat")) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path there = Path.of(folder, tool);
                if (Files.exists(there)) {
                    program(tool, "exec " + there + " \"$@\"\n");
                }
            }
        }
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> list() throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(programs.resolve("sh").toString(), "-c", PackageUpgrade.list());
        builder.environment().clear();
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("TMPDIR", programs.toString());
        var shell = builder.start();
        String out = new String(shell.getInputStream().readAllBytes(), UTF_8);
        shell.waitFor();
        return out.lines().toList();
    }

    @Test
    void apt_names_what_is_newer_and_what_comes_anew_by_an_index_of_its_own()
            throws IOException, InterruptedException {
        program(
                "apt-get",
                """
                case "$*" in
                *" update") for word; do case $word in Dir::State::lists=*) [ -d "${word#*=}/partial" ] || exit 100 ;; esac; done ;;
                *" upgrade")
                    echo 'Inst libssl3 [3.0.15-1~deb12u1] (3.0.17-1~deb12u2 Debian:12.11/stable [amd64])'
                    echo 'Inst linux-image-6.1.0-37-amd64 (6.1.140-1 Debian:12.11/stable [amd64])'
                    echo 'Conf libssl3 (3.0.17-1~deb12u2 Debian:12.11/stable [amd64])'
                    ;;
                esac
                """);

        assertThat(list())
                .containsExactly(
                        "libssl3|3.0.15-1~deb12u1|3.0.17-1~deb12u2",
                        "linux-image-6.1.0-37-amd64||6.1.140-1",
                        PackageUpgrade.LISTED);
        try (var left = Files.list(programs)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("tmp.")))
                    .isEmpty();
        }
    }

    @Test
    void an_index_that_cannot_be_read_is_no_empty_list() throws IOException, InterruptedException {
        program("apt-get", "case \"$*\" in *\" update\") exit 100 ;; esac\n");

        assertThat(list()).isEmpty();
    }

    @Test
    void dnf_names_what_is_newer() throws IOException, InterruptedException {
        program(
                "dnf",
                """
                echo
                echo 'openssl.x86_64                1:3.2.2-16.el9           baseos'
                echo 'kernel.x86_64                 5.14.0-570.el9           baseos'
                echo 'Obsoleting Packages'
                exit 100
                """);
        program("rpm", "for last; do :; done; echo \"old-$last\"\n");

        assertThat(list())
                .containsExactly(
                        "openssl|old-openssl|1:3.2.2-16.el9",
                        "kernel|old-kernel|5.14.0-570.el9",
                        PackageUpgrade.LISTED);
    }

    @Test
    void zypper_names_what_is_newer() throws IOException, InterruptedException {
        program(
                "zypper",
                """
                echo 'S | Repository | Name    | Current Version | Available Version | Arch'
                echo '--+------------+---------+-----------------+-------------------+-------'
                echo 'v | Updates    | openssl | 3.1.4-1.1       | 3.1.4-2.1         | x86_64'
                """);

        assertThat(list()).containsExactly("openssl|3.1.4-1.1|3.1.4-2.1", PackageUpgrade.LISTED);
    }
}
