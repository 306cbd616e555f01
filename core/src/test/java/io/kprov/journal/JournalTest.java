package io.kprov.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk when. */
class JournalTest {
    @TempDir private Path folder;

    private static Entry entry(Event event) {
        return new Entry(Stories.BEGAN, event);
    }

    private static Entry done(int number) {
        return entry(new Event.StepDone("w-" + number, "s", "t", 1, 1));
    }

    @Test
    void an_edge_is_on_the_disk_when_the_writer_goes_on_and_writers_share_the_wait() {
        var disk = new SlowDisk(20);
        var journal = new Journal(folder, disk);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                threads.execute(() -> {
                    journal.write(done(number));
                    assertThat(disk.forced).contains("\"w-" + number + "\"");
                    disk.checked.incrementAndGet();
                });
            }
        }

        assertThat(disk.checked).hasValue(20);
        // The first lasts until all lines are appended; the second then serves all who came too
        // late, but perhaps the last one, whose line is there and not yet counted.
        assertThat(disk.forces.get()).isLessThanOrEqualTo(3);
    }

    /** Its first force lasts until so many lines were appended. */
    private static final class SlowDisk implements Journal.Disk {
        private final AtomicInteger forces = new AtomicInteger();
        private final AtomicInteger checked = new AtomicInteger();
        private final CountDownLatch all;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile String forced = "";

        SlowDisk(int lines) {
            all = new CountDownLatch(lines);
        }

        @Override
        public void append(byte[] line) {
            lines.add(new String(line, StandardCharsets.UTF_8));
            all.countDown();
        }

        @Override
        public void force() throws IOException {
            String safe = String.join("", lines);
            forces.incrementAndGet();
            try {
                all.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            forced = safe;
        }

        @Override
        public void close() {}
    }

    @Test
    void only_edges_wait_for_the_disk() {
        var disk = new SlowDisk(0);
        var journal = new Journal(folder, disk);

        Stories.failed().forEach(journal::write);

        long edges = Stories.failed().stream().filter(entry -> entry.event().atEdge()).count();
        assertThat(disk.forces).hasValue((int) edges).hasValue(6);
    }

    @Test
    void an_interrupt_of_one_writer_does_no_harm() throws IOException {
        Path run = folder.resolve("run");
        try (var journal = Journal.begin(run, entry(Stories.start()))) {
            Thread.currentThread().interrupt();
            journal.write(done(1));
            assertThat(Thread.interrupted()).isTrue();
            journal.write(done(2));
        }

        assertThat(Files.readAllLines(run.resolve("events.ndjson"))).hasSize(3);
    }

    @Test
    void a_full_disk_is_said_in_four_parts() {
        var full = catchThrowableOfType(KprovException.class, () -> onFullDisk().write(done(1)));

        assertThat(full.exitCode()).isEqualTo(ExitCode.FAILED);
        var problem = full.problems().getFirst();
        assertThat(problem.what()).isEqualTo("the journal /dev/full could not be written");
        assertThat(problem.why()).contains("No space left on device");
        assertThat(problem.state()).contains("no further step was begun");
        assertThat(problem.next()).contains("run the same command again");
    }

    private static Journal onFullDisk() throws IOException {
        Path full = Path.of("/dev/full");
        return new Journal(full, DiskFile.open(full));
    }

    @Test
    void a_journal_that_cannot_be_begun_means_that_no_host_was_touched() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        var failed =
                catchThrowableOfType(
                        KprovException.class,
                        () -> Journal.begin(file.resolve("run"), entry(Stories.start())));

        assertThat(failed.problems().getFirst().state())
                .contains("nothing was changed on any host");
    }

    @Test
    void what_was_cut_off_by_a_full_disk_does_not_spoil_what_comes_when_there_is_room_again()
            throws IOException {
        Path file = folder.resolve("events.ndjson");
        var disk = new TightDisk(file);
        var journal = new Journal(file, disk);
        journal.write(entry(Stories.start()));
        disk.tight = true;
        assertThatThrownBy(() -> journal.write(done(1))).isInstanceOf(KprovException.class);
        disk.tight = false;

        journal.write(Stories.failed().getLast());

        assertThat(RunRecord.read(file).orElseThrow().result()).contains(RunResult.FAILED);
    }

    /** Takes half of a line when it is tight. */
    private static final class TightDisk implements Journal.Disk {
        private final Path file;
        private boolean tight;

        TightDisk(Path file) {
            this.file = file;
        }

        @Override
        public void append(byte[] line) throws IOException {
            Files.write(
                    file,
                    java.util.Arrays.copyOf(line, tight ? line.length / 2 : line.length),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
            if (tight) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
