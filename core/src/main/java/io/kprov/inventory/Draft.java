package io.kprov.inventory;

import io.kprov.model.Cidr;
import io.kprov.model.Endpoint;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer.Placement;
import io.kprov.model.Role;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules look at. Anything that has a finding already is absent, so that a rule speaks only
 * of what is right in itself.
 *
 * @param pools as far as they are right
 * @param runningCluster whether the cluster is known to exist already
 */
record Draft(
        Section root, FilePaths paths, Pools pools, List<DraftHost> hosts, boolean runningCluster) {
    static final String ENDPOINT = "controlPlane.endpoint";
    static final String LOAD_BALANCER = "controlPlane.loadBalancer";
    static final String HAPROXY = LOAD_BALANCER + ".haproxyKeepalived";
    static final String VIP = HAPROXY + ".vip";
    static final String POD_CIDR = "kubernetes.podCidr";
    static final String SERVICE_CIDR = "kubernetes.serviceCidr";

    /**
     * A host as far as it is right.
     *
     * @param zone its own, else its pool's
     */
    record DraftHost(
            Section section,
            Optional<String> name,
            Optional<IpAddress> address,
            Set<Role> roles,
            Optional<String> zone) {

        static DraftHost of(Section section, Pools pools) {
            var roles = EnumSet.noneOf(Role.class);
            section.texts("roles").forEach(role -> Role.fromName(role).ifPresent(roles::add));
            return new DraftHost(
                    section,
                    section.text("name"),
                    section.text("address").flatMap(IpAddress::parse),
                    roles,
                    pools.layersOf(section).text("zone"));
        }

        boolean has(Role role) {
            return roles.contains(role);
        }

        /** Whether a kubelet runs here. */
        boolean isNode() {
            return has(Role.CONTROL_PLANE) || has(Role.WORKER);
        }

        String path() {
            return section.path();
        }

        /** For messages: its name, or where it stands. */
        String called() {
            return name.orElseGet(this::path);
        }
    }

    static Draft of(Section root, FilePaths paths, boolean runningCluster) {
        var pools = Pools.of(root);
        return new Draft(
                root,
                paths,
                pools,
                root.sections("hosts").stream()
                        .map(section -> DraftHost.of(section, pools))
                        .toList(),
                runningCluster);
    }

    List<DraftHost> hosts(Role role) {
        return hosts.stream().filter(host -> host.has(role)).toList();
    }

    List<DraftHost> hostsOfPool(String pool) {
        return hosts.stream()
                .filter(host -> host.section().text("pool").filter(pool::equals).isPresent())
                .toList();
    }

    List<DraftHost> controlPlanes() {
        return hosts(Role.CONTROL_PLANE);
    }

    /** Hosts that hold an etcd member. */
    List<DraftHost> etcdMembers() {
        return externalEtcd() ? hosts(Role.ETCD) : controlPlanes();
    }

    /** Whether the roles of all hosts are known, so that counting them means something. */
    boolean rolesAreKnown() {
        return root.gives("hosts")
                && hosts.stream().noneMatch(host -> host.roles().isEmpty())
                && root.values().containsKey("hosts");
    }

    Optional<Cidr> podCidr() {
        return root.section("kubernetes").text("podCidr").flatMap(Cidr::parse);
    }

    Optional<Cidr> serviceCidr() {
        return root.section("kubernetes").text("serviceCidr").flatMap(Cidr::parse);
    }

    Optional<Endpoint> endpoint() {
        return controlPlane().text("endpoint").flatMap(Notation::endpoint);
    }

    /** The load balancer's form: haproxyKeepalived, external or none; empty when it is wrong. */
    Optional<String> loadBalancer() {
        return controlPlane().form("loadBalancer");
    }

    Optional<IpAddress> vip() {
        return haproxy().text("vip").flatMap(IpAddress::parse);
    }

    /** Where HAProxy runs; empty when it is not kprov's or not known. */
    Optional<Placement> placement() {
        return haproxy()
                .text("on")
                .map(on ->
                        on.equals("control-plane")
                                ? Placement.CONTROL_PLANE
                                : Placement.LOAD_BALANCERS);
    }

    /** Whether it cannot be known where HAProxy runs. */
    boolean placementIsWrong() {
        return loadBalancer().filter("haproxyKeepalived"::equals).isPresent()
                && placement().isEmpty();
    }

    /** The first host on which HAProxy and an API server would meet. */
    Optional<DraftHost> hostOfBothHaproxyAndApiServer() {
        return placement()
                .flatMap(on ->
                        controlPlanes().stream()
                                .filter(host ->
                                        on == Placement.CONTROL_PLANE
                                                || host.has(Role.LOAD_BALANCER))
                                .findFirst());
    }

    boolean externalEtcd() {
        return controlPlane().form("etcd").filter("external"::equals).isPresent();
    }

    Optional<Duration> lifetime(String key) {
        return root.section("pki").section("lifetime").text(key).flatMap(Notation::duration);
    }

    private Section controlPlane() {
        return root.section("controlPlane");
    }

    private Section haproxy() {
        return controlPlane().section("loadBalancer").section("haproxyKeepalived");
    }
}
