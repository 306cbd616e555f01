package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is committed in {@code docs} is what the key table says. */
class PublishedPagesTest {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void the_json_schema_is_up_to_date() throws IOException {
        assertUpToDate("inventory.schema.json", JsonSchemaPage.text());
    }

    @Test
    void the_reference_page_is_up_to_date() throws IOException {
        assertUpToDate("inventory.md", KeyReferencePage.text());
    }

    private static void assertUpToDate(String name, String text) throws IOException {
        Path page = DOCS.resolve(name);
        if (TestInventories.UPDATE) {
            Files.createDirectories(DOCS);
            Files.writeString(page, text);
        }
        assertThat(page)
                .as(
                        "docs/%s differs from the key table; to write it anew:"
                                + " mvn -pl core -am test -Dtest=PublishedPagesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dkprov.update=true",
                        name)
                .content()
                .isEqualTo(text);
    }
}
