package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import io.kprov.model.Role;

/** Rules about how many hosts of which role there are. */
final class TopologyRules {
    private static final String HOSTS = "hosts";

    private TopologyRules() {}

    static void thereIsAControlPlane(Draft draft, Report report) {
        if (draft.rolesAreKnown() && draft.controlPlanes().isEmpty()) {
            report.error(
                    HOSTS,
                    "no host has the role control-plane",
                    "give it to one host, or to three for high availability");
        }
    }

    static void aSingleControlPlaneIsNoHa(Draft draft, Report report) {
        if (draft.rolesAreKnown() && draft.controlPlanes().size() == 1) {
            report.warning(
                    HOSTS,
                    "there is one control plane: when it is down, so is the API",
                    "use three for high availability");
        }
    }

    static void thereIsAWorker(Draft draft, Report report) {
        if (draft.rolesAreKnown() && draft.hosts(Role.WORKER).isEmpty()) {
            report.warning(
                    HOSTS,
                    "no host has the role worker, and control planes take no ordinary pods",
                    "add a worker, or the role worker to a control plane");
        }
    }

    static void etcdMembersAreOdd(Draft draft, Report report) {
        int members = draft.etcdMembers().size();
        if (!draft.rolesAreKnown() || members == 0) {
            return;
        }
        if (members % 2 == 0) {
            String message =
                    (draft.externalEtcd()
                                    ? members + " etcd members"
                                    : members
                                            + " control planes make "
                                            + members
                                            + " etcd members, which")
                            + " survive no more failures than "
                            + (members - 1)
                            + " would";
            String suggestion = "use " + (members - 1) + " or " + (members + 1);
            if (draft.runningCluster()) {
                report.warning(HOSTS, message, suggestion);
            } else {
                report.error(HOSTS, message, suggestion);
            }
        } else if (members > 7) {
            report.warning(
                    HOSTS,
                    members + " etcd members write slower and are hardly safer than 7",
                    "use 3, 5 or 7 "
                            + (draft.externalEtcd()
                                    ? "hosts with the role etcd"
                                    : "control planes"));
        }
    }

    static void aSingleExternalMemberIsNoHa(Draft draft, Report report) {
        if (draft.externalEtcd() && draft.etcdMembers().size() == 1) {
            report.warning(
                    HOSTS,
                    "there is one etcd member: when it is down, so is the API",
                    "use three for high availability");
        }
    }

    static void etcdRoleAndTopologyAgree(Draft draft, Report report) {
        if (draft.externalEtcd() && draft.rolesAreKnown() && draft.etcdMembers().isEmpty()) {
            report.error(
                    "controlPlane.etcd.external",
                    "external etcd needs hosts, and none has the role etcd",
                    "give it to three hosts, or write {stacked: {}}");
        }
        if (!draft.externalEtcd()) {
            for (DraftHost host : draft.hosts(Role.ETCD)) {
                report.error(
                        host.section().pathOf("roles"),
                        "the role etcd is for external etcd, and etcd is stacked: every control plane has a member",
                        "remove the role, or write controlPlane: {etcd: {external: {}}}");
            }
        }
    }
}
