package io.kprov.remote.ssh;

import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Notes which connections ended because nobody answered on them any more. */
final class Silence implements SessionListener {
    private static final AttributeKey<Duration> SILENT = new AttributeKey<>();

    private final SshTimings timings;

    Silence(SshTimings timings) {
        this.timings = timings;
    }

    /** MINA has no type of its own for it (ClientConnectionService.sendHeartBeat). */
    @Override
    public void sessionException(Session session, Throwable failure) {
        if (failure instanceof SshException
                && String.valueOf(failure.getMessage()).contains("heartbeat requests")) {
            session.setAttribute(SILENT, timings.longestSilence());
        }
    }

    /** Why a connection is gone, as far as one can know. */
    static String why(ClientSession session) {
        var silent = session.getAttribute(SILENT);
        return silent == null
                ? "the connection is gone: the host or something on the way closed it"
                : "the connection is gone: no answer to keepalives for " + text(silent);
    }

    private static String text(Duration time) {
        return time.toSeconds() < 10 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
