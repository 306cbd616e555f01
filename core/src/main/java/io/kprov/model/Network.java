package io.kprov.model;

import java.util.Optional;

/** The pod network. */
public sealed interface Network {

    /** flannel with the given backend; {@code networkInterface} for hosts with several. */
    record Flannel(Backend backend, Optional<String> networkInterface) implements Network {}

    /** None from kprov: the operator installs one, and nodes stay NotReady until then. */
    record None() implements Network {}

    /** flannel's backends that kprov supports; the name is flannel's own. */
    enum Backend {
        VXLAN("vxlan"),
        HOST_GW("host-gw");

        private final String flannelName;

        Backend(String flannelName) {
            this.flannelName = flannelName;
        }

        public String flannelName() {
            return flannelName;
        }
    }
}
