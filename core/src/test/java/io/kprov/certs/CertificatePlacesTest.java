package io.kprov.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.preflight.Scene;
import org.junit.jupiter.api.Test;

class CertificatePlacesTest {

    @Test
    void somebody_uses_every_certificate_of_the_catalog() {
        assertThat(CertificateCatalog.all())
                .filteredOn(row -> !row.isCa())
                .extracting(CertificateSpec::id)
                .allSatisfy(
                        id -> assertThat(CertificatePlaces.consumer(id).program()).isNotEmpty());
    }

    @Test
    void no_host_has_a_file_twice() {
        var cluster = Scene.installed().cluster();

        assertThat(cluster.hosts())
                .allSatisfy(host ->
                        assertThat(CertificatePlaces.of(cluster, host))
                                .extracting(Place::path)
                                .doesNotHaveDuplicates());
    }
}
