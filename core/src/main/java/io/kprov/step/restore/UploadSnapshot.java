package io.kprov.step.restore;

import io.kprov.model.Host;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import java.nio.file.Path;
import java.util.List;

/** The snapshot, on every host that restores from it. */
public final class UploadSnapshot extends RestoreStep {
    private final RestoreOrder.Source.File file;

    public UploadSnapshot(RestoreOrder order, RestoreOrder.Source.File file) {
        super(order);
        this.file = file;
    }

    @Override
    public String id() {
        return "upload-snapshot";
    }

    @Override
    public String title() {
        return "bring the snapshot to the host";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return order.restores(host.name());
    }

    @Override
    public Decision decide(View view) {
        var state = state(view);
        return state.uploaded() || state.prepared() || state.swapped()
                ? new Decision.Skip("it is there")
                : new Decision.Do(
                        Sign.CREATE,
                        "the snapshot is not on the host",
                        List.of(
                                new Action.Upload(
                                        Path.of(file.path()),
                                        order.snapshot(),
                                        file.bytes(),
                                        file.sha256())));
    }
}
