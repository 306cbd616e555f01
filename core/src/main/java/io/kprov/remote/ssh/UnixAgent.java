package io.kprov.remote.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A connection to ssh-agent (draft-ietf-sshm-ssh-agent) over the JDK's own Unix sockets: MINA's
 * client needs the native library of Tomcat.
 */
final class UnixAgent extends AbstractAgentProxy {
    private static final int MAX_MESSAGE = 256 * 1024; // as in OpenSSH's ssh-agent.c

    private final SocketChannel channel;
    private final List<PublicKey> preferred;
    private final boolean preferredOnly;

    /**
     * @param preferred keys to offer first, so that a full agent does not use up the attempts that
     *     a host allows
     * @param preferredOnly offer no others
     */
    UnixAgent(Path socket, List<PublicKey> preferred, boolean preferredOnly) throws IOException {
        super(null);
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.preferred = preferred;
        this.preferredOnly = preferredOnly;
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
        var keys = new ArrayList<Map.Entry<PublicKey, String>>();
        super.getIdentities().forEach(keys::add);
        if (preferredOnly) {
            keys.removeIf(key -> !preferred.contains(key.getKey()));
        }
        var wanted = Set.copyOf(preferred);
        keys.sort(Comparator.comparingInt(key -> wanted.contains(key.getKey()) ? 0 : 1));
        return keys;
    }

    List<PublicKey> publicKeys() throws IOException {
        var keys = new ArrayList<PublicKey>();
        getIdentities().forEach(key -> keys.add(key.getKey()));
        return keys;
    }

    @Override
    protected synchronized Buffer request(Buffer request) throws IOException {
        var out = ByteBuffer.wrap(request.array(), request.rpos(), request.available());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        var length = read(Integer.BYTES).getInt();
        if (length < 1 || length > MAX_MESSAGE) {
            throw new IOException("ssh-agent answered with a message of " + length + " bytes");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int length) throws IOException {
        var in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("ssh-agent closed the connection");
            }
        }
        return in.flip();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        super.close();
    }
}
