package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UserFact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The user that etcd runs as: nobody logs in with it, and it owns nothing but the data. */
public final class CreateEtcdUser implements Step {
    private static final UserFact USER = new UserFact(EtcdFiles.USER);

    @Override
    public String id() {
        return "create-etcd-user";
    }

    @Override
    public String title() {
        return "create the user of etcd";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isExternalMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(USER);
    }

    @Override
    public Decision decide(View view) {
        return view.get(USER)
                ? new Decision.Skip("it is there")
                : new Decision.Do(
                        Sign.CREATE,
                        "there is no user " + EtcdFiles.USER,
                        List.of(
                                new Action.Run(
                                        "useradd " + EtcdFiles.USER,
                                        Command.script(
                                                """
                                                # kprov: create-user
                                                set -e
                                                # For kprov reset: one that was there before stays.
                                                mkdir -p /var/lib/kprov
                                                echo "$1" >>/var/lib/kprov/created-users
                                                nologin=$(command -v nologin) || nologin=/bin/false
                                                useradd --system --user-group --no-create-home --home-dir "$2" --shell "$nologin" "$1"
                                                """,
                                                EtcdFiles.USER,
                                                "/var/lib/etcd"),
                                        Duration.ofMinutes(1),
                                        Where.SELF)));
    }
}
