package io.kprov.remote.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/** Lets MINA sign with the operator's agent. The agent is never forwarded to a host. */
final class AgentFactory implements SshAgentFactory {
    private final Path socket;

    AgentFactory(Path socket) {
        this.socket = socket;
    }

    @Override
    public @Nullable SshAgent createClient(Session session, FactoryManager manager)
            throws IOException {
        var attempt = Attempt.of((ClientSession) session);
        return attempt.agentAnswers()
                ? new UnixAgent(
                        socket, attempt.preferredInAgent(), attempt.target().identitiesOnly())
                : null;
    }

    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("the agent is not forwarded");
    }
}
