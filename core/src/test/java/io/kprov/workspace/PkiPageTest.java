package io.kprov.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/pki.md} is what the catalog of certificates says. */
class PkiPageTest {
    private static final Path PAGE = Path.of("../docs/pki.md");

    @Test
    void the_page_is_up_to_date() throws IOException {
        String text = PkiPage.text();
        if (Boolean.getBoolean("kprov.update")) {
            Files.writeString(PAGE, text);
        }

        assertThat(PAGE)
                .as(
                        "docs/pki.md differs from the catalog; to write it anew: mvn -pl core -am"
                                + " test -Dtest=PkiPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dkprov.update=true")
                .content()
                .isEqualTo(text);
    }
}
