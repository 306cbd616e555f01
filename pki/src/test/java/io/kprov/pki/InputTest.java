package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::1, ::1",
        "::, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:0, 2001:db8:0:0:1::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "fd00:0:1:2:3:4:5:6, fd00:0:1:2:3:4:5:6",
        "fe80::10:0, fe80::10:0"
    })
    void addresses_have_one_spelling(String given, String canonical) {
        assertThat(Names.requireAddress(given)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.300", "10.0.0", "fe80::1%eth0", "host", ""})
    void what_is_no_address_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PkiNode.worker("w-1", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../cp-1", "CP-1", "", "a_b", "10.0.0.1", "-a", "a/b", "<node>"})
    void node_names_that_are_no_directory_are_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> PkiNode.worker(name, "10.0.0.1"));
    }

    @Test
    void names_are_lower_cased_and_told_once() {
        assertThat(AlternativeNames.of(List.of("API.example.com", "api.example.com", "*.x.org")))
                .isEqualTo(new AlternativeNames(List.of("api.example.com", "*.x.org"), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Lab.apiWith("not a name"));
    }

    @Test
    void a_name_is_given_to_one_node_only() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lab.request(Lab.CP_1, Lab.CP_1))
                .withMessage("two nodes are called cp-1");
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa-p256, ECDSA-P256",
        "ecdsa-p384, ECDSA-P384",
        "rsa-2048, RSA-2048",
        "rsa-3072, RSA-3072",
        "rsa-4096, RSA-4096"
    })
    void key_algorithms_have_a_name_here_and_one_in_kubeadm(String name, String kubeadmName) {
        assertThat(KeyAlgorithm.fromName(name))
                .map(KeyAlgorithm::kubeadmName)
                .contains(kubeadmName);
    }

    @Test
    void ed25519_is_refused_by_name() {
        assertThat(KeyAlgorithm.fromName("ed25519")).isEmpty();
        assertThat(KeyAlgorithm.refused())
                .containsEntry("ed25519", "kubeadm reads only RSA and ECDSA keys");
    }
}
