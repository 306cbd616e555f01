package io.kprov.it;

import org.junit.jupiter.api.Tag;

/** The controller manager signs the kubelets' client certificates with an intermediate. */
@Tag("lab")
class ExternalCaIntermediateIT extends ExternalCaStory {
    ExternalCaIntermediateIT() {
        super("intermediate");
    }
}
