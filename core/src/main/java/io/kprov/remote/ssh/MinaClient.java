package io.kprov.remote.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.random.JceRandomFactory;
import org.apache.sshd.common.random.SingletonRandomFactory;
import org.apache.sshd.core.CoreModuleProperties;

/** The one {@link SshClient} of a run: its algorithms, timeouts and threads. */
final class MinaClient {
    private static final int MIN_IO_THREADS = 4;

    private MinaClient() {}

    static SshClient start(
            HostKeyCheck hostKeys, Optional<AgentFactory> agent, SshTimings timings) {
        var client =
                ClientBuilder.builder()
                        .randomFactory(new SingletonRandomFactory(JceRandomFactory.INSTANCE))
                        .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                        .serverKeyVerifier(hostKeys)
                        .cipherFactories(ciphers())
                        .keyExchangeFactories(
                                NamedFactory.setUpTransformedFactories(
                                        true, keyExchanges(), ClientBuilder.DH2KEX))
                        .build(true);
        client.addSessionListener(hostKeys);
        Silence.noteOf(client, timings);
        // sshd offers all its host keys after the login (hostkeys-00@openssh.com). Nobody here
        // wants
        // them, and to read an RSA key takes a tenth of a second at the start.
        client.setGlobalRequestHandlers(List.of());
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(
                List.of(
                        UserAuthPublicKeyFactory.INSTANCE,
                        UserAuthPasswordFactory.INSTANCE,
                        UserAuthKeyboardInteractiveFactory.INSTANCE));
        var diary = new AuthenticationDiary();
        client.setPublicKeyAuthenticationReporter(diary);
        client.setPasswordAuthenticationReporter(diary);
        agent.ifPresent(client::setAgentFactory);
        setTimes(client, timings);
        client.start();
        return client;
    }

    private static void setTimes(SshClient client, SshTimings timings) {
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, timings.connect());
        CoreModuleProperties.AUTH_TIMEOUT.set(client, timings.login());
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, timings.keepAlive());
        // It is counted when the next one is due, which is so long after the last answer.
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, timings.keepAliveMisses() - 1);
        CoreModuleProperties.IDLE_TIMEOUT.set(
                client, Duration.ZERO); // a long quiet command is fine
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        CoreModuleProperties.NIO_WORKERS.set(
                client, Math.max(MIN_IO_THREADS, Runtime.getRuntime().availableProcessors() + 1));
    }

    /** AES-GCM first: the JRE does it in hardware, ChaCha20 is Java code of MINA's. */
    private static List<NamedFactory<org.apache.sshd.common.cipher.Cipher>> ciphers() {
        return List.of(
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.cc20p1305_openssh,
                BuiltinCiphers.aes256ctr,
                BuiltinCiphers.aes128ctr);
    }

    /** Post-quantum where a host has it (OpenSSH 9.9), then what is quickest. */
    private static List<BuiltinDHFactories> keyExchanges() {
        return List.of(
                BuiltinDHFactories.mlkem768x25519,
                BuiltinDHFactories.curve25519,
                BuiltinDHFactories.curve25519_libssh,
                BuiltinDHFactories.ecdhp256,
                BuiltinDHFactories.ecdhp384,
                BuiltinDHFactories.ecdhp521,
                BuiltinDHFactories.dhgex256,
                BuiltinDHFactories.dhg16_512,
                BuiltinDHFactories.dhg14_256);
    }
}
