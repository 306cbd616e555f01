package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that would still do, and are wanted anew. */
class RenewalTest {
    private static final PkiRequest WISH = Lab.request(Lab.CP_1, Lab.CP_2);
    private static final Instant LATER = Lab.START.plus(Duration.ofDays(10));
    private static final Renewal.Item API_SERVER =
            new Renewal.Item("apiserver", Optional.of("cp-2"));
    private static final PkiChange MADE_ANEW =
            new PkiChange.Reissue(
                    "apiserver",
                    Optional.of("cp-2"),
                    "a renewal was asked for at 2026-01-11T00:00:00Z");

    @TempDir private Path directory;

    @BeforeEach
    void ten_days_old() {
        Lab.pki(directory).ensure(WISH);
    }

    @Test
    void what_is_asked_for_is_made_anew_and_nothing_else() {
        Map<String, String> before = Lab.files(directory);

        assertThat(ensure(renewal(false))).containsExactly(MADE_ANEW);

        assertThat(changed(before)).containsExactly("hosts/cp-2/apiserver.crt");
        assertThat(Lab.certificate(directory, "hosts/cp-2/apiserver.crt").validity().notAfter())
                .isEqualTo(LATER.plus(Duration.ofDays(365)));
    }

    @Test
    void a_new_key_comes_on_demand() {
        Map<String, String> before = Lab.files(directory);

        ensure(renewal(true));

        assertThat(changed(before))
                .containsExactly("hosts/cp-2/apiserver.crt", "hosts/cp-2/apiserver.key");
        assertThat(plan(renewal(true))).isEmpty();
    }

    @Test
    void done_it_is_done_however_often_it_is_asked_for() {
        ensure(renewal(false));

        assertThat(plan(renewal(false))).isEmpty();
    }

    @Test
    void the_next_one_begins_where_its_time_begins() {
        ensure(renewal(false));
        var next = new Renewal(LATER.plusSeconds(1), Set.of(API_SERVER), false);

        assertThat(plan(next)).hasSize(1);
    }

    private static Renewal renewal(boolean newKeys) {
        return new Renewal(LATER, Set.of(API_SERVER), newKeys);
    }

    private List<PkiChange> plan(Renewal renewal) {
        return Lab.pki(directory, LATER).plan(WISH.renewing(renewal));
    }

    private List<PkiChange> ensure(Renewal renewal) {
        return Lab.pki(directory, LATER).ensure(WISH.renewing(renewal));
    }

    private List<String> changed(Map<String, String> before) {
        var after = Lab.files(directory);
        return after.keySet().stream()
                .filter(file -> !Objects.equals(after.get(file), before.get(file)))
                .toList();
    }
}
