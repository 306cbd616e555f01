package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one more worker asks of the hosts that are there, in a small and in a larger cluster. */
class AddNodeCostTest {
    private static final String NEW = "name=w-2,address=192.168.10.22";

    /** Commands on hosts that were there before, as {@code host command}. */
    private static List<String> commands(Path folder, int more) throws IOException {
        var commands = new CopyOnWriteArrayList<String>();
        Files.createDirectories(folder);
        var desk =
                new Desk(
                        folder,
                        (host, command) -> {
                            commands.add(host + " " + command);
                            return new Mishap.None();
                        },
                        inventory ->
                                inventory
                                        + IntStream.range(0, more)
                                                .mapToObj(i ->
                                                        "  - {name: m-%1$d, address: 192.168.11.%1$d, roles: [worker]}\n"
                                                                .formatted(i + 1))
                                                .collect(Collectors.joining()));
        Path inventory = folder.resolve("inventory.yaml");
        Files.writeString(
                inventory,
                Files.readString(inventory).replaceAll("(?m)^ +- \\{name: w-2,.*\\n", ""));
        desk.kprov("apply", "--yes").expect(0);
        commands.clear();

        desk.kprov("add-node", "--host", NEW, "--yes").expect(0);

        commands.removeIf(command -> command.startsWith("w-2 "));
        return List.copyOf(commands);
    }

    @Test
    void a_worker_costs_the_others_nothing_and_control_planes_the_same(@TempDir Path folder)
            throws IOException {
        var small = commands(folder.resolve("small"), 0);
        var large = commands(folder.resolve("large"), 12);

        assertThat(small).allMatch(command -> command.startsWith("cp-"));
        assertThat(large).containsExactlyInAnyOrderElementsOf(small);
    }
}
