package io.kprov.remote.ssh;

import io.kprov.model.Host;
import io.kprov.model.SshSettings;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.SshClient;

/** Logs in to hosts over SSH: one MINA client for a whole run. Thread-safe. */
public final class SshConnector implements Connector {
    private final SshClient client;
    private final SshSettings settings;
    private final KnownHosts knownHosts;
    private final TargetResolver resolver;
    private final Login login;
    private final Bastions bastions;
    private final HostKeyScanner scanner;

    public SshConnector(SshSettings settings, SshEnvironment environment, SshTimings timings) {
        this.settings = settings;
        this.knownHosts =
                new KnownHosts(
                        knownHostsFiles(settings, environment), environment.pinnedKnownHosts());
        this.resolver =
                new TargetResolver(settings, environment, SshConfig.read(environment.home()));
        this.client =
                MinaClient.start(
                        new HostKeyCheck(knownHosts),
                        environment.agentSocket().map(AgentFactory::new),
                        timings);
        var dialer = new Dialer(client, timings.connect());
        this.login =
                new Login(
                        dialer,
                        knownHosts,
                        new Identities(environment.prompt()),
                        environment.agentSocket(),
                        settings.password(),
                        timings.login());
        this.bastions = new Bastions(login);
        this.scanner = new HostKeyScanner(dialer, bastions, timings.login());
    }

    private static List<Path> knownHostsFiles(SshSettings settings, SshEnvironment environment) {
        var files = new ArrayList<Path>();
        settings.knownHosts().map(p -> environment.expand(p.toString())).ifPresent(files::add);
        files.add(environment.home().resolve(".ssh").resolve("known_hosts"));
        files.addAll(environment.moreKnownHosts());
        return files;
    }

    @Override
    public Remote connect(Host host) {
        var target = target(host);
        var session = login.open(target, bastions.reach(target.jumps()));
        return new SshRemote(host, target, session, settings.sudoPassword());
    }

    /** Where and as whom {@link #connect} would log in. */
    public SshTarget target(Host host) {
        return resolver.resolve(host);
    }

    /** For {@code kprov hostkeys}: what hosts show, before anybody trusts it. */
    public HostKeyScanner scanner() {
        return scanner;
    }

    /** What is trusted, and where to pin more. */
    public KnownHosts knownHosts() {
        return knownHosts;
    }

    @Override
    public void close() {
        client.stop();
    }
}
