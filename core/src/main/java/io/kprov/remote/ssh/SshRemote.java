package io.kprov.remote.ssh;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.command.ShellQuote;
import io.kprov.model.Host;
import io.kprov.model.Secret;
import io.kprov.remote.Remote;
import io.kprov.remote.ssh.ExecChannel.Outcome;
import io.kprov.remote.ssh.ExecChannel.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.sshd.client.session.ClientSession;

/** Runs commands on one SSH connection, each on a channel of its own. */
final class SshRemote implements Remote {
    /** Below sshd's MaxSessions, which is 10 (sshd_config(5)); a fair queue for the rest. */
    private static final int MAX_CHANNELS = 8;

    /** sshd frees the place of a closed channel a moment later; a refused one has run nothing. */
    private static final int OPEN_ATTEMPTS = 20;

    private static final Duration SUDO_TIMEOUT = Duration.ofSeconds(30); // PAM may ask a directory
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    private final Host host;
    private final SshTarget target;
    private final ClientSession session;
    private final Sudo sudo;
    private final CommandEnder ender = new CommandEnder(this::runToEnd);
    private final Semaphore channels = new Semaphore(MAX_CHANNELS, true);
    private final ReentrantLock ending = new ReentrantLock(); // one more channel, not eight

    SshRemote(Host host, SshTarget target, ClientSession session, Optional<Secret> sudoPassword) {
        this.host = host;
        this.target = target;
        this.session = session;
        this.sudo = new Sudo(target, sudoPassword, this::probe);
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public CommandResult run(Command command, Duration timeout) {
        return run(command, new ByteArrayInputStream(command.input().bytes()), timeout);
    }

    @Override
    public CommandResult run(Command command, InputStream input, Duration timeout) {
        var root = sudo.grant();
        var words = root.words(command);
        return inTurn(command, words, root.input(input), timeout, () -> ender.end(words));
    }

    private CommandResult probe(List<String> words, InputStream input) {
        var command = new Command(words, new Command.Input.None());
        return inTurn(command, words, input, SUDO_TIMEOUT, () -> false);
    }

    private CommandResult inTurn(
            Command command,
            List<String> words,
            InputStream input,
            Duration timeout,
            BooleanSupplier end) {
        var problem = new CommandProblem(target, command, timeout);
        try {
            channels.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem.notStarted();
        }
        try {
            return switch (exec(words, input, timeout, end)) {
                case Outcome.Finished(CommandResult result) -> result;
                case Outcome.Abandoned abandoned -> {
                    if (abandoned.reason() instanceof Reason.Interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    throw problem.abandoned(abandoned);
                }
                case Outcome.Refused(String why) -> throw problem.refused(why);
                case Outcome.Lost(String why) -> throw problem.lost(why);
            };
        } finally {
            channels.release();
        }
    }

    private Outcome exec(
            List<String> words, InputStream input, Duration timeout, BooleanSupplier end) {
        var line = ShellQuote.quote(words);
        var outcome = ExecChannel.run(session, line, input, timeout, end);
        for (var i = 1; i < OPEN_ATTEMPTS && outcome instanceof Outcome.Refused; i++) {
            outcome = ExecChannel.run(session, line, input, timeout, end);
        }
        return outcome;
    }

    /** Waits for no turn: what it is to end holds one. */
    private boolean runToEnd(Command command) {
        var root = sudo.grant();
        var input = root.input(new ByteArrayInputStream(command.input().bytes()));
        ending.lock();
        try {
            var outcome = exec(root.words(command), input, END_TIMEOUT, () -> false);
            return outcome instanceof Outcome.Finished(CommandResult result) && result.ok();
        } finally {
            ending.unlock();
        }
    }

    /** Ends the connection; commands that still run on it are lost. */
    @Override
    public void close() {
        try {
            session.close(true).await();
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // the only cause: interrupted while waiting
        }
    }
}
