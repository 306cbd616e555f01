package io.kprov.simulator;

import java.util.List;

/** What the script {@code lock} does with a machine's files. */
final class SimulatedLock {
    private SimulatedLock() {}

    /** Folder, what to do, id, what the file says. */
    static Answer run(SimulatedFiles files, List<String> arguments) {
        String holder = arguments.get(0) + "/holder/";
        var held = files.matching(holder + "*").stream().findFirst();
        return switch (arguments.get(1)) {
            case "take" -> {
                if (held.isPresent() && !held.get().equals(holder + arguments.get(2))) {
                    yield held(files, held.get());
                }
                files.writeRootOnly(holder + arguments.get(2), arguments.get(3) + "\n");
                yield Answer.ok("taken\n");
            }
            case "drop" -> {
                if (!files.exists(holder + arguments.get(2))) {
                    yield held.map(path -> held(files, path)).orElse(Answer.ok("free\n"));
                }
                files.remove(holder + arguments.get(2));
                yield Answer.ok("dropped\n");
            }
            default -> held.map(path -> held(files, path)).orElse(Answer.ok("free\n"));
        };
    }

    private static Answer held(SimulatedFiles files, String path) {
        return Answer.ok(
                "held " + path.substring(path.lastIndexOf('/') + 1) + "\n" + files.text(path));
    }
}
