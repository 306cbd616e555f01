package io.kprov.cli;

import io.kprov.cli.live.Board;
import io.kprov.cli.live.Outline;
import io.kprov.cli.live.Pace;
import io.kprov.cli.live.Screen;
import io.kprov.engine.Waiter;
import io.kprov.error.VisibleText;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;

/**
 * For people at a terminal: a table that is drawn anew in place; failures, retries and what else is
 * said stay above it. Whoever tells an event never waits for the terminal.
 */
final class LiveTable implements Progress {
    private static final Duration TICK = Duration.ofMillis(50);

    private final Console console;
    private final Screen screen;
    private final InstantSource clock;
    private final Pace pace = new Pace();
    // Guards the screen; the object itself guards what is told.
    private final ReentrantLock drawing = new ReentrantLock();
    private final Board board;
    private final List<String> above = new ArrayList<>();
    private boolean changed = true;
    private boolean closed;

    private LiveTable(Console console, Screen screen, Outline outline, InstantSource clock) {
        this.console = console;
        this.screen = screen;
        this.clock = clock;
        this.board = new Board(outline, clock.instant());
    }

    /** Draws until it is closed; what the console says meanwhile goes above the table. */
    static LiveTable start(Console console, Screen screen, Outline outline, InstantSource clock) {
        var table = new LiveTable(console, screen, outline, clock);
        console.show(table);
        var waiter = new Waiter(clock);
        Thread.ofVirtual()
                .name("live-table")
                .start(() -> {
                    while (waiter.pause(TICK) && table.tick()) {
                        // Each tick draws what is to be drawn.
                    }
                });
        return table;
    }

    @Override
    public synchronized void accept(Entry entry) {
        board.accept(entry);
        changed = true;
        switch (entry.event()) {
            case Event.StepRetried _, Event.StepFailed _, Event.GateClosed _, Event.HostLeftOut _ ->
                    ProgressLines.line(entry.event()).ifPresent(this::say);
            case Event.RunStarted _,
                    Event.StageStarted _,
                    Event.StageDone _,
                    Event.StepStarted _,
                    Event.ActionStarted _,
                    Event.ActionDone _,
                    Event.StepDone _,
                    Event.StepSkipped _,
                    Event.GateWaits _,
                    Event.GateOpened _,
                    Event.RunEnded _ -> {}
        }
    }

    /** A line that stays. */
    synchronized void say(String line) {
        above.add(VisibleText.of(line));
        changed = true;
    }

    /** Draws when it is time to; false when it is closed. */
    boolean tick() {
        drawing.lock();
        try {
            if (!closed) {
                draw();
            }
            return !closed;
        } finally {
            drawing.unlock();
        }
    }

    private void draw() {
        var now = clock.instant();
        int columns = screen.columns() - 1;
        int rows = screen.rows() - 1;
        List<String> said;
        List<AttributedString> lines;
        synchronized (this) {
            if (!pace.due(now, changed)) {
                return;
            }
            changed = false;
            said = taken();
            lines = board.lines(columns, rows, now);
        }
        screen.draw(said, lines);
    }

    private synchronized List<String> taken() {
        var said = List.copyOf(above);
        above.clear();
        return said;
    }

    /** Does what needs the terminal for itself. */
    <T> T aside(Supplier<T> asking) {
        drawing.lock();
        try {
            if (!closed) {
                screen.draw(taken(), List.of());
            }
            return asking.get();
        } finally {
            drawing.unlock();
        }
    }

    @Override
    public void close() {
        drawing.lock();
        try {
            if (!closed) {
                closed = true;
                console.unshow();
                screen.draw(taken(), List.of());
                screen.close();
            }
        } finally {
            drawing.unlock();
        }
    }
}
