package io.kprov.remote.ssh;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Notes which connections ended because nobody answered on them any more. */
final class Silence implements SessionListener {
    private static final AttributeKey<Silence> OF_CLIENT = new AttributeKey<>();

    private final SshTimings timings;
    // Not an attribute of the session: MINA clears those when it closes.
    private final Set<Session> silent =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Silence(SshTimings timings) {
        this.timings = timings;
    }

    static void noteOf(SshClient client, SshTimings timings) {
        var silence = new Silence(timings);
        client.addSessionListener(silence);
        client.setAttribute(OF_CLIENT, silence);
    }

    /** MINA has no type of its own for it (ClientConnectionService.sendHeartBeat). */
    @Override
    public void sessionException(Session session, Throwable failure) {
        if (failure instanceof SshException
                && String.valueOf(failure.getMessage()).contains("heartbeat requests")) {
            silent.add(session);
        }
    }

    /** Why a connection is gone, as far as one can know. */
    static String why(ClientSession session) {
        var silence = session.getFactoryManager().getAttribute(OF_CLIENT);
        return silence != null && silence.silent.contains(session)
                ? "the connection is gone: no answer to keepalives for "
                        + text(silence.timings.longestSilence())
                : "the connection is gone: the host or something on the way closed it";
    }

    private static String text(Duration time) {
        return time.toSeconds() < 10 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
