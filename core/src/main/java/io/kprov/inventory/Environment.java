package io.kprov.inventory;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The surroundings that an inventory may refer to, given by whoever starts kprov, so that nothing
 * else asks the process for them.
 *
 * @param variable looks up an environment variable
 * @param home what {@code ~} stands for
 * @param workingDirectory what a relative inventory path starts from
 */
public record Environment(
        Function<String, Optional<String>> variable, Path home, Path workingDirectory) {

    /** The surroundings of this process. */
    public static Environment ofProcess() {
        return new Environment(
                name -> Optional.ofNullable(System.getenv(name)),
                Path.of(System.getProperty("user.home", "/")),
                Path.of("").toAbsolutePath());
    }
}
