package io.kprov.inventory;

import java.util.List;

/**
 * What must hold between keys, each rule one method. All of them run, whatever the others find; a
 * new rule is a method in the class of its subject and a line here.
 */
final class Rules {

    /** Looks at the draft and reports what is wrong. */
    @FunctionalInterface
    interface Rule {
        void check(Draft draft, Report report);
    }

    static final List<Rule> ALL =
            List.of(
                    HostRules::namesAreUnique,
                    HostRules::addressesAreUnique,
                    HostRules::addressesCanBelongToAHost,
                    HostRules::nodeSettingsAreForNodes,
                    HostRules::keyFilesAreReadable,
                    PoolRules::poolsAreThere,
                    PoolRules::poolsAreUsed,
                    PoolRules::reservedIsSaidOnce,
                    PoolRules::zonesAreNoLabels,
                    NetworkRules::podAndServiceNetworksAreApart,
                    NetworkRules::addressesAreOutsideClusterNetworks,
                    NetworkRules::oneAddressFamily,
                    NetworkRules::podNetworkHoldsAllNodes,
                    NetworkRules::serviceNetworkSize,
                    TopologyRules::thereIsAControlPlane,
                    TopologyRules::aSingleControlPlaneIsNoHa,
                    TopologyRules::thereIsAWorker,
                    TopologyRules::etcdMembersAreOdd,
                    TopologyRules::aSingleExternalMemberIsNoHa,
                    TopologyRules::etcdRoleAndTopologyAgree,
                    ZoneRules::zonesAreSaidOfAll,
                    ZoneRules::etcdOutlivesEachZone,
                    ZoneRules::controlPlanesOutliveEachZone,
                    ZoneRules::loadBalancersOutliveEachZone,
                    EtcdRules::flagsAreNumbers,
                    EtcdRules::anElectionOutlastsHeartbeats,
                    PkiRules::leavesLiveNoLongerThanTheirAuthority,
                    PkiRules::leavesLiveForAYear,
                    BackupRules::aBackupOutlivesTheNextOne,
                    BackupRules::aBackupIsElsewhere,
                    BackupRules::aBackupElsewhereIsEncrypted,
                    LoadBalancerRules::severalControlPlanesNeedALoadBalancer,
                    LoadBalancerRules::withoutOneTheEndpointIsTheControlPlane,
                    LoadBalancerRules::vipIsFree,
                    LoadBalancerRules::endpointIsTheVip,
                    LoadBalancerRules::endpointPortIsFree,
                    LoadBalancerRules::endpointPortIsNotForHealth,
                    LoadBalancerRules::loadBalancerHostsAreUsed,
                    LoadBalancerRules::externalEndpointIsNoHost);

    private Rules() {}
}
