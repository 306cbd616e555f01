package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kprov.cli.live.Tty;
import io.kprov.inventory.Environment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a command ended that was run in a folder, which is its home, too; nobody could be asked. */
record Ran(int code, String out, String err) {

    static Ran in(Path folder, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                Main.commandLine(
                                new Surroundings(
                                        new Console(
                                                new PrintStream(out, false, UTF_8),
                                                new PrintStream(err, false, UTF_8),
                                                Tty.NONE),
                                        new Environment(name -> Optional.empty(), folder, folder),
                                        new SecureRandom(),
                                        InstantSource.system(),
                                        "ops",
                                        Hosts::connector),
                                words)
                        .execute(words);
        return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** What it printed, which must be one JSON document and nothing else. */
    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
