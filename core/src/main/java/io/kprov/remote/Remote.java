package io.kprov.remote;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.model.Host;
import java.io.InputStream;
import java.time.Duration;

/**
 * An open connection to one host. Commands run as root: directly when the login user is root, else
 * through sudo. Thread-safe.
 */
public interface Remote extends AutoCloseable {

    Host host();

    /**
     * Runs a command to its end. A non-zero exit status is an answer, not an exception.
     *
     * @throws RemoteException when the connection is lost, sudo refuses, or the time is up (the
     *     command is then ended)
     */
    CommandResult run(Command command, Duration timeout);

    /**
     * The same, with the command's standard input streamed: for files too large to hold in memory.
     */
    CommandResult run(Command command, InputStream input, Duration timeout);

    @Override
    void close();
}
