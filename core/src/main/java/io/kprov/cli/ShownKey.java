package io.kprov.cli;

import io.kprov.remote.ssh.HostKey;
import io.kprov.remote.ssh.KnownHosts.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A key that a host showed, and what is known of it. */
record ShownKey(String host, HostKey key, State state) {

    /** What is known of a key. */
    enum State {
        KNOWN,
        NEW,
        PINNED,
        /** None that the inventory names, of a host with another key that it does name. */
        UNLISTED,
        CHANGED,
        REVOKED;

        /** Whether the host must not be trusted. */
        boolean bad() {
            return this == CHANGED || this == REVOKED;
        }

        /** Loud where it is bad. */
        @Override
        public String toString() {
            return bad() ? name() : name().toLowerCase(Locale.ROOT);
        }
    }

    /** The keys of one host, in the order in which it showed them. */
    static List<ShownKey> of(String host, List<HostKey> keys, Function<HostKey, Verdict> judge) {
        var verdicts = new LinkedHashMap<HostKey, Verdict>();
        keys.forEach(key -> verdicts.put(key, judge.apply(key)));
        boolean listed = verdicts.values().stream().anyMatch(Verdict.Trusted.class::isInstance);
        return verdicts.entrySet().stream()
                .map(each -> new ShownKey(host, each.getKey(), state(each.getValue(), listed)))
                .toList();
    }

    private static State state(Verdict verdict, boolean otherIsListed) {
        return switch (verdict) {
            case Verdict.Trusted _ -> State.KNOWN;
            case Verdict.Unknown _ -> State.NEW;
            case Verdict.Unlisted _ -> otherIsListed ? State.UNLISTED : State.CHANGED;
            case Verdict.Changed _ -> State.CHANGED;
            case Verdict.Revoked _ -> State.REVOKED;
        };
    }

    boolean isNew() {
        return state == State.NEW;
    }

    /** As it is once new keys are pinned. */
    ShownKey pinned() {
        return state == State.NEW ? new ShownKey(host, key, State.PINNED) : this;
    }

    String line() {
        return "%-20s %-8s %s".formatted(host, state, key);
    }

    Map<String, String> json() {
        var json = new LinkedHashMap<String, String>();
        json.put("host", host);
        json.put("type", key.type());
        json.put("fingerprint", key.fingerprint());
        json.put("state", state.toString());
        return json;
    }
}
