package io.kprov.step.node;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.ServiceAccountTokensFact;
import io.kprov.facts.ServiceAccountTokensFact.Token;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The service account tokens in the pods of a node, all signed with the key that signs now. The
 * kubelet asks for new ones when four fifths of an old one's life are over (kubernetes.io:
 * Configure Service Accounts for Pods), or when it has been restarted and knows of none; pods run
 * on.
 */
public final class RefreshTokens implements Step {
    private static final ServiceAccountTokensFact TOKENS = new ServiceAccountTokensFact();

    @Override
    public String id() {
        return "refresh-tokens";
    }

    @Override
    public String title() {
        return "have the kubelet fetch new service account tokens";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        facts.add(TOKENS);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("no pod runs there yet");
        }
        String keyId = view.blueprint().pki().tokenKeyId();
        List<String> pods =
                view.get(TOKENS).stream()
                        .filter(token -> !token.keyId().equals(keyId))
                        .map(Token::pod)
                        .distinct()
                        .sorted()
                        .toList();
        return pods.isEmpty()
                ? new Decision.Skip("every token is of the key that signs now")
                : new Decision.Do(
                        Sign.CHANGE,
                        "tokens of another key in " + String.join(", ", pods),
                        List.of(
                                Systemd.takeUp("kubelet", "restart"),
                                ApplyKubeletConfig.healthy(view.host()),
                                awaitTokens(view, keyId)));
    }

    private static Action awaitTokens(View view, String keyId) {
        return new Action.WaitUntil(
                "every token on " + view.host() + " is of the key that signs now",
                Command.script(
                        """
                        # kprov: tokens-refreshed
                        set -e
                        for token in $(%s); do
                            printf '%%s==' "${token%%%%.*}" | tr '_-' '/+' | base64 -d 2>/dev/null | grep -q "\\"kid\\":\\"$1\\""
                        done
                        """
                                .formatted(ServiceAccountTokensFact.LIST),
                        keyId),
                Duration.ofMinutes(5),
                Where.SELF);
    }
}
