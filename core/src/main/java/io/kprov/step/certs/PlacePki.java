package io.kprov.step.certs;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.PkiFile;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Certificates, keys and kubeconfigs where kubeadm and the kubelet look for them; kubeadm keeps
 * what it finds.
 */
public final class PlacePki implements Step {

    @Override
    public String id() {
        return "place-pki";
    }

    @Override
    public String title() {
        return "place certificates, keys and kubeconfigs";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        blueprint.pki().files(host).forEach(file -> facts.add(FileFact.of(file.file())));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var actions = new ArrayList<Action>();
        var reasons = new ArrayList<String>();
        boolean blank = true;
        for (PkiFile wanted : view.blueprint().pki().files(view.host())) {
            FileState state = view.get(FileFact.of(wanted.file()));
            blank &= state.isAbsent();
            if (!state.is(wanted.file())) {
                actions.add(new Action.PutFile(wanted.file(), state, wanted.meaning()));
                reasons.addAll(WantedFiles.reason(wanted.file(), state));
            }
        }
        return actions.isEmpty()
                ? new Decision.Skip("all are in place")
                : new Decision.Do(
                        blank ? Sign.CREATE : Sign.CHANGE,
                        blank ? "none is there yet" : String.join(", ", reasons),
                        actions);
    }
}
