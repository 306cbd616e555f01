package io.kprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Decision.Sign;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanDigestTest {
    private static String digest(String made, String host, Sign sign, String why, String action) {
        return PlanDigest.of(
                new Plan(
                        "prod",
                        "install",
                        Instant.parse(made),
                        List.of(
                                new PlannedStage(
                                        "s",
                                        List.of(
                                                new PlannedStep(
                                                        host,
                                                        "step",
                                                        "title",
                                                        new Answer.Change(
                                                                sign,
                                                                why,
                                                                List.of(
                                                                        new PlannedAction(
                                                                                "do it", action,
                                                                                List.of())))))))));
    }

    @Test
    void plans_that_do_the_same_have_the_same_digest_and_others_have_not() {
        String one = digest("2026-01-01T00:00:00Z", "w-1", Sign.CREATE, "missing", "1");

        assertThat(digest("2027-01-01T00:00:00Z", "w-1", Sign.CREATE, "gone", "1")).isEqualTo(one);
        assertThat(digest("2026-01-01T00:00:00Z", "w-2", Sign.CREATE, "missing", "1"))
                .isNotEqualTo(one);
        assertThat(digest("2026-01-01T00:00:00Z", "w-1", Sign.REMOVE, "missing", "1"))
                .isNotEqualTo(one);
        assertThat(digest("2026-01-01T00:00:00Z", "w-1", Sign.CREATE, "missing", "2"))
                .isNotEqualTo(one);
    }
}
