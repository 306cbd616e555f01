package io.kprov.model;

/**
 * Where clients reach the API server: kubeadm's controlPlaneEndpoint. The host is a DNS name or an
 * address.
 */
public record Endpoint(String host, int port) {

    public Endpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("endpoint " + host + ":" + port);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
