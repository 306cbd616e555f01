package io.kprov.pki;

import java.util.ArrayList;
import java.util.List;

/**
 * How the API is reached, apart from the control planes themselves.
 *
 * @param dnsDomain the cluster's domain, such as {@code cluster.local}
 * @param firstServiceAddress the first address of the service CIDR: the {@code kubernetes} Service
 * @param endpointHost the host of {@code controlPlaneEndpoint}, a name or an address
 * @param others VIP, load balancers' names and addresses, whatever else people dial
 */
public record ApiServerNames(
        String dnsDomain, String firstServiceAddress, String endpointHost, List<String> others) {
    public ApiServerNames {
        Names.requireDnsName(dnsDomain);
        Names.requireAddress(firstServiceAddress);
        others = List.copyOf(others);
        AlternativeNames.of(others);
        AlternativeNames.of(List.of(endpointHost));
    }

    List<String> all() {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc." + dnsDomain,
                                firstServiceAddress,
                                endpointHost));
        all.addAll(others);
        return all;
    }
}
