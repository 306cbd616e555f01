package io.kprov.pki;

/**
 * A machine as far as certificates care.
 *
 * @param name the Node's name; lower case, as kubelets and directories carry it
 * @param address the IP that others reach it at
 * @param kubelet false on a host that only runs an external etcd member
 */
public record PkiNode(
        String name, String address, boolean controlPlane, boolean etcdMember, boolean kubelet) {
    public PkiNode {
        Names.requireNodeName(name);
        address = Names.requireAddress(address);
    }

    /** A control plane with its etcd member beside it. */
    public static PkiNode stackedControlPlane(String name, String address) {
        return new PkiNode(name, address, true, true, true);
    }

    /** A control plane whose etcd runs elsewhere. */
    public static PkiNode controlPlane(String name, String address) {
        return new PkiNode(name, address, true, false, true);
    }

    /** A host with an etcd member and no kubelet. */
    public static PkiNode externalEtcd(String name, String address) {
        return new PkiNode(name, address, false, true, false);
    }

    public static PkiNode worker(String name, String address) {
        return new PkiNode(name, address, false, false, true);
    }

    /** Whether it gets certificates of its own of this sort. */
    boolean holds(Holder holder) {
        return switch (holder) {
            case CONTROL_PLANE -> controlPlane;
            case ETCD_MEMBER -> etcdMember;
            case EVERY_NODE -> kubelet;
            case FIRST_CONTROL_PLANE, OPERATOR -> false;
        };
    }
}
