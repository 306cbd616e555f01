package io.kprov.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the project lies, whatever folder a test was started in. */
final class Checkout {

    private Checkout() {}

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve("inventory-examples")))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no folder inventory-examples above " + here));
    }
}
