package io.kprov.certs;

import io.kprov.certs.Place.Maker;
import io.kprov.render.KubeletFiles;

/** What the operator does about something that does not belong. */
record Remedy(String inventory, String pkiFolder) {

    /** The file as the operator's side has it is put there anew. */
    String placeAnew(Place place) {
        return switch (place.maker()) {
            case KPROV -> apply() + ", which puts the operator's own in its place";
            case KUBEADM ->
                    "put %s/%s.crt there, then restart the kubelet"
                            .formatted(pkiFolder, place.name());
            case KUBELET ->
                    "remove /etc/kubernetes/kubelet.conf and "
                            + KubeletFiles.CLIENT_PATH
                            + ", then "
                            + apply()
                            + ", which joins the host again";
        };
    }

    /** What the operator's side has is no good either. */
    String makeAnew(String file) {
        return "remove %s/%s and its key, then %s, which makes another one"
                .formatted(pkiFolder, file, apply());
    }

    String renew(Place place) {
        return place.maker() == Maker.KPROV
                ? apply() + ", which makes a new one"
                : placeAnew(place);
    }

    String mode(Place place, String path, Permissions wanted) {
        String byHand = wanted.byHand(path);
        return place.maker() == Maker.KPROV ? apply() + ", or on the host: " + byHand : byHand;
    }

    String restart(String program) {
        return apply() + ", or restart " + program + " on the host";
    }

    String removeForeign(String path) {
        return "remove " + path + " if nothing of yours uses it";
    }

    String apply() {
        return "kprov apply " + inventory;
    }
}
