package io.kprov.step.runtime;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.ImagesFact;
import io.kprov.lockfile.LockedImage;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The images that the host will need, pulled beforehand and held to their locked digest. */
public final class PullImages implements Step {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /**
     * Arguments: reference and digest in turn. Four at once; an image with another digest is
     * removed again.
     */
    private static final String PULL =
            """
            # kprov: pull-images
            set -e
            pull() {
                ctr -n k8s.io images pull --hosts-dir /etc/containerd/certs.d -- "$1" >/dev/null 2>"$3" || { tail -n 3 "$3" >&2; return 1; }
                found=$(ctr -n k8s.io images ls "name==$1" 2>/dev/null | awk 'NR > 1 { print $3 }')
                [ "$found" = "$2" ] && return
                ctr -n k8s.io images rm -- "$1" >/dev/null 2>&1
                echo "checksum mismatch of $1: kprov.lock says $2, the registry has $found" >&2
                return 1
            }
            errors=$(mktemp -d /run/kprov-pull.XXXXXX)
            trap 'rm -rf "$errors"' EXIT
            status=0
            pids=
            count=0
            while [ $# -gt 0 ]; do
                count=$((count + 1))
                pull "$1" "$2" "$errors/$count" &
                pids="$pids $!"
                shift 2
                if [ $((count % 4)) -eq 0 ] || [ $# -eq 0 ]; then
                    for pid in $pids; do wait "$pid" || status=1; done
                    pids=
                fi
            done
            exit $status
            """;

    @Override
    public String id() {
        return "pull-images";
    }

    @Override
    public String title() {
        return "pull images";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(new ImagesFact());
    }

    @Override
    public Decision decide(View view) {
        var missing = missing(view);
        if (missing.isEmpty()) {
            return new Decision.Skip("all images are there");
        }
        var arguments =
                missing.stream()
                        .flatMap(image -> List.of(image.reference(), image.digest()).stream())
                        .toArray(String[]::new);
        return new Decision.Do(
                Sign.CREATE,
                missing.size() + " images are not there",
                List.of(
                        new Action.LongRun(
                                "pull " + names(missing),
                                id(),
                                Command.script(PULL, arguments),
                                LIMIT)));
    }

    /** The images that the host has yet to pull. */
    public static List<LockedImage> missing(View view) {
        var there = view.get(new ImagesFact());
        return view.blueprint().lock().imagesFor(view.host()).stream()
                .filter(image -> !image.digest().equals(there.get(image.reference())))
                .toList();
    }

    private static String names(List<LockedImage> images) {
        return String.join(" ", images.stream().map(LockedImage::reference).toList());
    }
}
