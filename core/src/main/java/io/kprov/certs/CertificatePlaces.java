package io.kprov.certs;

import static io.kprov.pki.CertificateCatalog.CLUSTER_CA;
import static io.kprov.pki.CertificateCatalog.ETCD_CA;
import static io.kprov.pki.CertificateCatalog.FRONT_PROXY_CA;
import static io.kprov.pki.CertificateCatalog.KUBELET_CLIENT;

import io.kprov.certs.Consumer.OnDemand;
import io.kprov.certs.Consumer.ReadsAgain;
import io.kprov.certs.Consumer.ReadsAndWrites;
import io.kprov.certs.Consumer.ReadsAtStart;
import io.kprov.certs.Consumer.Renews;
import io.kprov.certs.Consumer.Serves;
import io.kprov.certs.Consumer.Stamped;
import io.kprov.certs.Place.Maker;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.CaSource;
import io.kprov.pki.CaSource.KubeletClients;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateForm;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.Holder;
import io.kprov.render.CaFiles;
import io.kprov.render.HaproxyFiles;
import io.kprov.render.KubeletFiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every file with certificates that a host should have, and who uses it: the catalog's rows, and
 * what kubeadm, the kubelet and HAProxy have beside them. The one list of them.
 */
public final class CertificatePlaces {
    private static final String API_SERVER = "kube-apiserver";
    private static final String CONTROLLER_MANAGER = "kube-controller-manager";
    private static final String SCHEDULER = "kube-scheduler";
    private static final String ETCD = "etcd";
    private static final String KUBELET = "kubelet";

    /** Who uses the catalog's certificates, by id. */
    private static final Map<String, Consumer> LEAVES =
            Map.ofEntries(
                    Map.entry("apiserver", new Serves(API_SERVER, ControlPlane.API_SERVER_PORT)),
                    Map.entry("etcd/server", new Serves(ETCD, 2379)),
                    Map.entry("etcd/peer", new Serves(ETCD, 2380)),
                    Map.entry("kubelet-serving", new Serves(KUBELET, 10250)),
                    Map.entry("apiserver-kubelet-client", new ReadsAgain(API_SERVER)),
                    Map.entry("front-proxy-client", new ReadsAgain(API_SERVER)),
                    Map.entry("apiserver-etcd-client", new ReadsAgain(API_SERVER)),
                    Map.entry("etcd/healthcheck-client", new OnDemand("etcdctl")),
                    Map.entry("admin.conf", new OnDemand("kubectl")),
                    Map.entry("super-admin.conf", new OnDemand("kubectl")),
                    Map.entry("controller-manager.conf", new ReadsAtStart(CONTROLLER_MANAGER)),
                    Map.entry("scheduler.conf", new ReadsAtStart(SCHEDULER)));

    private CertificatePlaces() {}

    /** Who uses a certificate of the catalog. */
    static Consumer consumer(String id) {
        return Optional.ofNullable(LEAVES.get(id))
                .orElseThrow(() -> new IllegalArgumentException("nobody uses " + id));
    }

    /** The files of one host, each once. */
    public static List<Place> of(Cluster cluster, Host host) {
        var places = new ArrayList<Place>();
        for (CertificateSpec row : CertificateCatalog.all()) {
            if (!row.isCa() && holders(cluster, host).contains(row.holder())) {
                places.add(leaf(row));
            }
        }
        authorities(cluster, host, places);
        if (host.isNode() && !cluster.pki().ca().isExternal(KubeletClients.INTERMEDIATE)) {
            places.add(
                    new Place(
                            KubeletFiles.CLIENT_PATH,
                            Optional.of(KUBELET_CLIENT),
                            Optional.empty(),
                            Optional.of(KubeletFiles.CLIENT_PATH),
                            List.of(new Renews(KUBELET)),
                            Maker.KUBELET));
        }
        if (host.isNode()) {
            places.add(
                    new Place(
                            PkiPaths.KUBECONFIGS + "kubelet.conf",
                            Optional.empty(),
                            Optional.of(CLUSTER_CA),
                            Optional.empty(),
                            List.of(new ReadsAndWrites(KUBELET)),
                            Maker.KUBELET));
        }
        if (cluster.isLoadBalancer(host)) {
            places.add(
                    new Place(
                            HaproxyFiles.CA_PATH,
                            Optional.empty(),
                            Optional.of(CLUSTER_CA),
                            Optional.empty(),
                            List.of(new Stamped("haproxy")),
                            Maker.KPROV));
        }
        return List.copyOf(places);
    }

    private static Set<Holder> holders(Cluster cluster, Host host) {
        var holders = new LinkedHashSet<Holder>();
        if (host.has(Role.CONTROL_PLANE)) {
            holders.add(Holder.CONTROL_PLANE);
        }
        if (cluster.isEtcdMember(host)) {
            holders.add(Holder.ETCD_MEMBER);
        }
        if (host.isNode()) {
            holders.add(Holder.EVERY_NODE);
        }
        return holders;
    }

    private static void authorities(Cluster cluster, Host host, List<Place> places) {
        boolean controlPlane = host.has(Role.CONTROL_PLANE);
        if (host.isNode()) {
            var consumers = new ArrayList<Consumer>();
            if (controlPlane) {
                consumers.add(new ReadsAgain(API_SERVER));
                // It writes it into every namespace for pods (--root-ca-file).
                consumers.add(new ReadsAtStart(CONTROLLER_MANAGER));
            }
            consumers.add(new ReadsAgain(KUBELET));
            places.add(
                    authority(
                            CLUSTER_CA,
                            controlPlane && !(cluster.pki().ca() instanceof CaSource.External)
                                    ? Optional.of(PkiPaths.PKI + "ca.key")
                                    : Optional.empty(),
                            consumers,
                            controlPlane ? Maker.KPROV : Maker.KUBEADM));
        }
        if (controlPlane && !(cluster.pki().ca() instanceof CaSource.External)) {
            places.add(
                    new Place(
                            CaFiles.SIGNER_PATH,
                            Optional.empty(),
                            Optional.of(CLUSTER_CA),
                            Optional.of(PkiPaths.PKI + "ca.key"),
                            List.of(new ReadsAgain(CONTROLLER_MANAGER)),
                            Maker.KPROV));
        }
        if (controlPlane) {
            places.add(
                    authority(
                            FRONT_PROXY_CA,
                            Optional.empty(),
                            List.of(new ReadsAgain(API_SERVER), new ReadsAgain(CONTROLLER_MANAGER)),
                            Maker.KPROV));
        }
        boolean member = cluster.isEtcdMember(host);
        if (controlPlane || member) {
            var consumers = new ArrayList<Consumer>();
            if (member) {
                consumers.add(
                        cluster.hasStackedEtcd() ? new ReadsAtStart(ETCD) : new Stamped(ETCD));
            }
            if (controlPlane) {
                consumers.add(new ReadsAtStart(API_SERVER));
            }
            places.add(authority(ETCD_CA, Optional.empty(), consumers, Maker.KPROV));
        }
    }

    private static Place authority(
            String id, Optional<String> key, List<Consumer> consumers, Maker maker) {
        return new Place(
                PkiPaths.PKI + id + ".crt",
                Optional.empty(),
                Optional.of(id),
                key,
                consumers,
                maker);
    }

    private static Place leaf(CertificateSpec row) {
        return new Place(
                PkiPaths.certificate(row),
                Optional.of(row.id()),
                row.form() == CertificateForm.KUBECONFIG
                        ? Optional.of(CLUSTER_CA)
                        : Optional.empty(),
                Optional.of(PkiPaths.key(row)),
                List.of(consumer(row.id())),
                Maker.KPROV);
    }
}
