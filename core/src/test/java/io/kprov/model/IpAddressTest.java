package io.kprov.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::, ::",
        "::1, ::1",
        "FD00:0:0:0:0:0:0:11, fd00::11",
        "fd00:0:0:1:0:0:0:1, fd00:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:0:0:0:0:0, 1::",
        "fe80::10, fe80::10",
        "1:2:3:10:0:0:7:8, 1:2:3:10::7:8"
    })
    void addresses_print_in_canonical_form(String written, String canonical) {
        assertThat(IpAddress.parse(written).orElseThrow()).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1",
                "42",
                "010.0.0.1",
                "10.0.0.256",
                "a.b.c.d",
                "fe80::1%eth0",
                ":::"
            })
    void other_text_is_no_address(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }
}
