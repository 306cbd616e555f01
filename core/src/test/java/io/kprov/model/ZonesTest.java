package io.kprov.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.step.Clusters;
import org.junit.jupiter.api.Test;

class ZonesTest {

    @Test
    void rolling_work_goes_zone_by_zone_and_comes_to_workers_last() {
        assertThat(Zones.rolling(Clusters.pools("zone: c", "zone: a").cluster().hosts().reversed()))
                .extracting(Host::name)
                .containsExactly("cp-3", "cp-1", "cp-2", "w-2", "w-1");
    }

    @Test
    void without_zones_the_inventory_s_order_stays() {
        assertThat(Zones.groups(Clusters.externalEtcd().cluster().hosts()))
                .containsExactly(Clusters.externalEtcd().cluster().hosts());
    }
}
