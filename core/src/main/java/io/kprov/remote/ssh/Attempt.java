package io.kprov.remote.ssh;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.jspecify.annotations.Nullable;

/**
 * A login or a scan in the making: what MINA's threads are to know of it, and what they learnt, so
 * that a failure can be told in full. It takes more than one connection when the host has to show
 * several keys. Thread-safe.
 */
final class Attempt {
    static final AttributeKey<Attempt> KEY = new AttributeKey<>();

    private final SshTarget target;
    private final boolean scan;
    private final Set<HostKey> hostKeys = new LinkedHashSet<>();
    private final Set<String> tried = new LinkedHashSet<>();
    private final Set<String> accepted = new LinkedHashSet<>();
    private final Map<PublicKey, String> keyNames = new LinkedHashMap<>();
    private List<PublicKey> preferredInAgent = List.of();
    private boolean agentAnswers;
    private Optional<HostKeyFamily> family;
    private KnownHosts.@Nullable Verdict verdict;

    private Attempt(SshTarget target, boolean scan, Optional<HostKeyFamily> family) {
        this.target = target;
        this.scan = scan;
        this.family = family;
    }

    static Attempt login(SshTarget target) {
        return new Attempt(target, false, Optional.empty());
    }

    /** Asks the host for its key of this family, and goes no further. */
    static Attempt scan(SshTarget target, HostKeyFamily family) {
        return new Attempt(target, true, Optional.of(family));
    }

    static Attempt of(ClientSession session) {
        return session.getConnectionContext().getAttribute(KEY);
    }

    SshTarget target() {
        return target;
    }

    boolean scan() {
        return scan;
    }

    synchronized Optional<HostKeyFamily> family() {
        return family;
    }

    /** The next connection asks for a key of this family before all others. */
    synchronized void askFor(HostKeyFamily first) {
        family = Optional.of(first);
    }

    synchronized void showed(HostKey key, KnownHosts.Verdict answer) {
        hostKeys.add(key);
        verdict = answer;
    }

    /** The keys that the host has shown. */
    synchronized List<HostKey> hostKeys() {
        return List.copyOf(hostKeys);
    }

    synchronized Optional<KnownHosts.Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    synchronized void useAgent(List<PublicKey> preferred) {
        agentAnswers = true;
        preferredInAgent = List.copyOf(preferred);
    }

    synchronized boolean agentAnswers() {
        return agentAnswers;
    }

    synchronized List<PublicKey> preferredInAgent() {
        return preferredInAgent;
    }

    synchronized void name(PublicKey key, String name) {
        keyNames.put(key, name);
    }

    synchronized void triedKey(PublicKey key) {
        var name = keyNames.getOrDefault(key, "key of the agent");
        tried.add(name + " (" + KeyUtils.getFingerPrint(key) + ")");
    }

    synchronized void tried(String what) {
        tried.add(what);
    }

    synchronized List<String> tried() {
        return new ArrayList<>(tried);
    }

    synchronized void hostAccepts(List<String> methods) {
        accepted.clear();
        accepted.addAll(methods);
    }

    synchronized List<String> hostAccepts() {
        return new ArrayList<>(accepted);
    }
}
