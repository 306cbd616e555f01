package io.kprov.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file that is given to kubeadm with {@code --config}, as its documents by kind, and the patches
 * that it names.
 */
record KubeadmConfig(SimulatedMachine machine, String path) {

    /** The document of this kind, a copy; empty when the file has none. */
    ObjectNode document(String kind) {
        String text = machine.files().text(path);
        if (text.isBlank()) {
            throw new ProgramFailure("unable to read config from \"" + path + "\": no such file");
        }
        return Json.documents(text).stream()
                .filter(document -> document.path("kind").asString("").equals(kind))
                .findFirst()
                .orElseGet(Json::object);
    }

    /** InitConfiguration or JoinConfiguration, whichever it is. */
    ObjectNode main() {
        var init = document("InitConfiguration");
        return init.isEmpty() ? document("JoinConfiguration") : init;
    }

    JsonNode registration() {
        return main().path("nodeRegistration");
    }

    /** The document with the patch of this target merged into it. */
    ObjectNode patched(ObjectNode document, String target) {
        return patched(
                machine, main().path("patches").path("directory").asString(""), document, target);
    }

    static ObjectNode patched(
            SimulatedMachine machine, String directory, ObjectNode document, String target) {
        String patch = machine.files().text(directory + "/" + target + "0+merge.yaml");
        Json.merge(document, Json.document(patch));
        return document;
    }
}
