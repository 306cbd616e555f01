package io.kprov.remote.ssh;

import io.kprov.error.Problem;
import io.kprov.remote.ssh.KnownHosts.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says why a host's key was refused. */
final class HostKeyProblem {
    private static final String PIN = "kprov hostkeys -i inventory.yaml shows and pins it";

    private HostKeyProblem() {}

    /** Empty when no key was shown, or the key is trusted. */
    static Optional<Problem> of(Attempt attempt, KnownHosts knownHosts) {
        return attempt.verdict()
                .flatMap(v -> say(attempt.target(), attempt.hostKeys(), v, knownHosts));
    }

    private static Optional<Problem> say(
            SshTarget target, List<HostKey> keys, Verdict verdict, KnownHosts knownHosts) {
        var key = keys.getLast();
        var state = "nothing was sent to the host, no password and no key";
        return switch (verdict) {
            case Verdict.Trusted trusted -> Optional.empty();
            case Verdict.Unknown unknown ->
                    Optional.of(
                            new Problem(
                                    "The host key of " + target.shown() + " is unknown",
                                    "it shows " + key + "; no entry for it in " + names(knownHosts),
                                    state,
                                    "compare the fingerprint with the host's console, then "
                                            + PIN));
            case Verdict.Changed(var places) ->
                    Optional.of(
                            new Problem(
                                    "THE HOST KEY OF " + target.shown() + " HAS CHANGED",
                                    "it shows "
                                            + key
                                            + "\nbut known is "
                                            + String.join("\n  and ", places)
                                            + "\nsomebody may be in between, or the machine was"
                                            + " installed anew",
                                    state,
                                    "find out which; if the machine is new, take the known line out"
                                            + " of that file, then "
                                            + PIN));
            case Verdict.Unlisted(var listed) ->
                    Optional.of(
                            new Problem(
                                    "THE HOST KEY OF "
                                            + target.shown()
                                            + " IS NOT THAT OF THE INVENTORY",
                                    "it shows "
                                            + keys.stream()
                                                    .map(HostKey::toString)
                                                    .collect(Collectors.joining("\n     and "))
                                            + "\nbut its hostKeys in the inventory are "
                                            + String.join("\n  and ", listed)
                                            + "\nsomebody may be in between, or the machine was"
                                            + " installed anew",
                                    state,
                                    "find out which; if the machine is new, write the fingerprint"
                                            + " that its own console shows (ssh-keygen -lf"
                                            + " /etc/ssh/ssh_host_ed25519_key.pub) into hostKeys"));
            case Verdict.Revoked(var place) ->
                    Optional.of(
                            new Problem(
                                    "THE HOST KEY OF " + target.shown() + " IS REVOKED",
                                    "it shows " + key + ", marked @revoked in " + place,
                                    state,
                                    "give the host a new key (ssh-keygen -A), then " + PIN));
        };
    }

    private static String names(KnownHosts knownHosts) {
        return knownHosts.files().stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
