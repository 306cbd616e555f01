package io.kprov.it;

import org.junit.jupiter.api.Tag;

/** The external CA signs the kubelets' client certificates, too. */
@Tag("lab")
class ExternalCaPlacedIT extends ExternalCaStory {
    ExternalCaPlacedIT() {
        super("placed");
    }
}
