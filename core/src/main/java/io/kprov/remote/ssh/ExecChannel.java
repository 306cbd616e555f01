package io.kprov.remote.ssh;

import io.kprov.command.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.core.CoreModuleProperties;

/** One command line on one channel, from its start to its end. */
final class ExecChannel {
    /** Of each output stream: what kprov reads is far below; more is a command gone wild. */
    static final int OUTPUT_LIMIT = 64 * 1024 * 1024;

    private static final int CHUNK = 32 * 1024;

    private final ChannelExec channel;
    private final InputStream input;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final BoundedOutput stdout = new BoundedOutput(OUTPUT_LIMIT, ended::countDown);
    private final BoundedOutput stderr = new BoundedOutput(OUTPUT_LIMIT, ended::countDown);
    private final AtomicReference<IOException> inputFailure = new AtomicReference<>();

    private ExecChannel(ChannelExec channel, InputStream input) {
        this.channel = channel;
        this.input = input;
    }

    /** How a command came to its end. */
    sealed interface Outcome {
        record Finished(CommandResult result) implements Outcome {}

        /**
         * kprov waits no longer.
         *
         * @param ended whether the command was ended on the host; else it may still run
         */
        record Abandoned(Reason reason, CommandResult soFar, boolean ended) implements Outcome {}

        /** The host opened no channel: nothing ran. */
        record Refused(String why) implements Outcome {}

        /** No exit status arrived. */
        record Lost(String why) implements Outcome {}
    }

    /** Why kprov waits no longer for a command. */
    sealed interface Reason {
        record TimeUp() implements Reason {}

        record TooMuchOutput() implements Reason {}

        /** The command did not get all of its standard input. */
        record InputFailed(IOException cause) implements Reason {}

        record Interrupted() implements Reason {}
    }

    /**
     * Runs a command line to its end, or ends it.
     *
     * @param end ends the command on the host when it is not waited for any longer, and says
     *     whether it did
     */
    static Outcome run(
            ClientSession session,
            String commandLine,
            InputStream input,
            Duration timeout,
            BooleanSupplier end) {
        try {
            var channel =
                    session.createExecChannel(
                            commandLine.getBytes(StandardCharsets.UTF_8), null, null);
            return new ExecChannel(channel, input).run(timeout, end);
        } catch (IOException | IllegalStateException e) {
            return notOpened(session, e);
        }
    }

    private static Outcome notOpened(ClientSession session, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SshChannelOpenException refusal) {
                return new Outcome.Refused(String.valueOf(refusal.getMessage()));
            }
        }
        return new Outcome.Lost(Silence.why(session) + " (" + failure.getMessage() + ")");
    }

    private Outcome run(Duration timeout, BooleanSupplier end) throws IOException {
        var start = System.nanoTime();
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(channel, timeout); // a slow reader is fine
        channel.setOut(stdout);
        channel.setErr(stderr);
        channel.addCloseFutureListener(closed -> ended.countDown());
        channel.open().verify(timeout);
        try {
            var writer = Thread.ofVirtual().name("ssh-stdin").start(this::writeInput);
            var outcome = await(timeout, start);
            writer.interrupt();
            return outcome instanceof Outcome.Abandoned(Reason reason, CommandResult soFar, var _)
                    ? new Outcome.Abandoned(reason, soFar, end.getAsBoolean())
                    : outcome;
        } finally {
            channel.close(false); // tells the host, unless the channel is closed by now
        }
    }

    private Outcome await(Duration timeout, long start) {
        try {
            var left = timeout.toNanos() - (System.nanoTime() - start);
            var inTime = ended.await(left, TimeUnit.NANOSECONDS);
            return outcome(inTime, Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            return abandoned(new Reason.Interrupted(), timeout);
        }
    }

    private Outcome outcome(boolean inTime, Duration took) {
        var failure = inputFailure.get();
        if (failure != null) {
            return abandoned(new Reason.InputFailed(failure), took);
        }
        if (stdout.isFull() || stderr.isFull()) {
            return abandoned(new Reason.TooMuchOutput(), took);
        }
        var status = channel.getExitStatus();
        if (status != null) {
            return new Outcome.Finished(result(status, took));
        }
        var signal = channel.getExitSignal();
        if (signal != null) {
            return new Outcome.Finished(result(ExitSignal.status(signal), took));
        }
        return inTime
                ? new Outcome.Lost(
                        Silence.why(channel.getClientSession()) + ", before an exit status came")
                : abandoned(new Reason.TimeUp(), took);
    }

    private Outcome abandoned(Reason reason, Duration took) {
        return new Outcome.Abandoned(reason, result(-1, took), false);
    }

    private CommandResult result(int status, Duration took) {
        return new CommandResult(status, stdout.text(), stderr.text(), took);
    }

    /** The command may end without reading it all: only a failure to read here is one. */
    private void writeInput() {
        var chunk = new byte[CHUNK];
        var out = channel.getInvertedIn();
        try {
            for (var n = read(chunk); n >= 0; n = read(chunk)) {
                out.write(chunk, 0, n);
            }
            if (inputFailure.get() == null) { // half an input must not look like a whole one
                out.close();
            }
        } catch (IOException over) {
            // the command or the connection has ended: the main thread sees which
        }
    }

    private int read(byte[] chunk) {
        try {
            return input.read(chunk);
        } catch (IOException e) {
            inputFailure.set(e);
            ended.countDown();
            return -1;
        }
    }
}
