package io.kprov.step.etcd;

import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.render.PathPattern;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ManagedUnit;
import io.kprov.step.PkiFile;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The systemd unit of a member, with all that it reads. */
public final class MemberUnit {
    private MemberUnit() {}

    /** With the certificates: a member takes up those that PlacePki has put beside it. */
    public static ManagedUnit of(Blueprint blueprint, Host host) {
        var files =
                new ArrayList<>(
                        EtcdFiles.files(blueprint.cluster(), host, blueprint.versions().etcd()));
        var meanings = new HashMap<String, String>();
        for (PkiFile wanted : blueprint.pki().files(host)) {
            if (EtcdFiles.STAMP.reads(wanted.file().path())) {
                files.add(wanted.file());
                meanings.put(wanted.file().path(), wanted.meaning());
            }
        }
        return new ManagedUnit(
                EtcdFiles.STAMP,
                new WantedFiles(
                        files, meanings, List.of(new PathPattern(EtcdFiles.BOOTSTRAP_PATH))),
                "restart",
                List.of());
    }

    /** Starts it with the wanted files, and does not wait: members become ready together. */
    public static List<Action> start(View view) {
        var actions =
                new ArrayList<>(of(view.blueprint(), view.host()).files().changes(view.facts()));
        actions.add(ManagedUnit.Systemd.takeUp("etcd", "restart --no-block"));
        return actions;
    }
}
