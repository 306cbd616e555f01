package io.kprov.remote.ssh;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.error.Problem;
import io.kprov.model.Secret;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How commands become root's on one connection: found out with the first command, then kept.
 *
 * <p>A password must never become a program's input. So sudo is asked with {@code -k}, which makes
 * it read a password whatever it remembers; and always for the same program, {@code sh}, of which
 * is known that sudo asks (a rule NOPASSWD for some other program changes nothing then).
 */
final class Sudo {
    private static final int NOT_FOUND = 127; // env(1)
    private static final List<String> THROUGH_SHELL = List.of("sh", "-c", "exec \"$@\"", "sh");

    private final SshTarget target;
    private final Optional<Secret> password;
    private final Probe probe;
    private final ReentrantLock lock = new ReentrantLock(); // one question per connection
    private @Nullable Answer answer;

    /**
     * @param probe runs a line as the login user
     */
    Sudo(SshTarget target, Optional<Secret> password, Probe probe) {
        this.target = target;
        this.password = password;
        this.probe = probe;
    }

    /** Runs words as the login user. */
    interface Probe {
        CommandResult run(List<String> words, InputStream input);
    }

    /** What goes before a command's words and its input. */
    sealed interface Answer {
        record Granted(List<String> prefix, Optional<Secret> password) implements Answer {

            List<String> words(Command command) {
                var words = new ArrayList<>(prefix);
                words.addAll(command.words());
                return words;
            }

            InputStream input(InputStream rest) {
                return password.<InputStream>map(
                                secret -> new SequenceInputStream(line(secret), rest))
                        .orElse(rest);
            }
        }

        record Refused(Problem problem) implements Answer {}
    }

    Answer.Granted grant() {
        lock.lock();
        try {
            var current = answer;
            if (current == null) {
                current = target.user().equals("root") ? granted(List.of()) : ask();
                answer = current;
            }
            return switch (current) {
                case Answer.Granted granted -> granted;
                case Answer.Refused(var problem) ->
                        throw new RemoteException(Kind.SUDO, problem, null);
            };
        } finally {
            lock.unlock();
        }
    }

    private Answer ask() {
        var plain = probe(List.of("sudo", "-k", "-n", "--"), Optional.empty());
        if (plain.ok()) {
            return granted(List.of("sudo", "-n", "--"));
        }
        if (plain.exitStatus() == NOT_FOUND) {
            return refused(plain, "install sudo there, or log in as root (ssh.user)");
        }
        if (password.isEmpty()) {
            return refused(
                    plain,
                    "set ssh.sudoPassword in the inventory, or give "
                            + target.user()
                            + " a sudoers rule: NOPASSWD: ALL");
        }
        var shell = concat(List.of("sudo", "-k", "-n", "--"), THROUGH_SHELL);
        if (probe(shell, Optional.empty()).ok()) {
            return granted(concat(List.of("sudo", "-n", "--"), THROUGH_SHELL));
        }
        var asking = concat(List.of("sudo", "-k", "-S", "-p", "", "--"), THROUGH_SHELL);
        var result = probe(asking, password);
        return result.ok()
                ? new Answer.Granted(asking, password)
                : refused(result, next(result.stderr()));
    }

    private String next(String stderr) {
        if (stderr.contains("incorrect password") || stderr.contains("no password was provided")) {
            return "correct ssh.sudoPassword: it is the password of " + target.user();
        }
        if (stderr.contains("must have a tty") || stderr.contains("terminal is required")) {
            return "take requiretty out of the sudoers file for " + target.user();
        }
        return "give " + target.user() + " a sudoers rule: ALL=(ALL) ALL";
    }

    private CommandResult probe(List<String> sudo, Optional<Secret> secret) {
        // the C locale, so that sudo's words can be told apart
        var words = concat(concat(List.of("env", "LC_ALL=C"), sudo), List.of("true"));
        return probe.run(words, secret.map(Sudo::line).orElseGet(InputStream::nullInputStream));
    }

    private Answer refused(CommandResult result, String next) {
        var said = result.lastLines(3);
        return new Answer.Refused(
                new Problem(
                        target.label() + ": " + target.user() + " cannot become root",
                        said.isEmpty() ? "sudo exited " + result.exitStatus() : said,
                        "logged in, but nothing was done on the host",
                        next));
    }

    private static Answer granted(List<String> prefix) {
        return new Answer.Granted(prefix, Optional.empty());
    }

    private static InputStream line(Secret secret) {
        return new ByteArrayInputStream((secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
