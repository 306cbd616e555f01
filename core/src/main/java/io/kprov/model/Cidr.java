package io.kprov.model;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A network such as 10.96.0.0/12, with its host bits zero. */
public record Cidr(IpAddress network, int prefix) {

    public Cidr {
        if (prefix < 0 || prefix > bits(network)) {
            throw new IllegalArgumentException("prefix " + prefix);
        }
    }

    /** Reads {@code address/prefix}; empty when it is not one or when host bits are set. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> prefix <= bits(address))
                .map(address -> new Cidr(address, prefix))
                .filter(cidr -> cidr.first().equals(cidr.network.number()));
    }

    private static int bits(IpAddress address) {
        return address.isV6() ? 128 : 32;
    }

    private BigInteger size() {
        return BigInteger.ONE.shiftLeft(bits(network) - prefix);
    }

    private BigInteger first() {
        return network.number().divide(size()).multiply(size());
    }

    public boolean contains(IpAddress address) {
        return address.isV6() == network.isV6()
                && address.number().compareTo(first()) >= 0
                && address.number().compareTo(first().add(size())) < 0;
    }

    public boolean overlaps(Cidr other) {
        return contains(other.network) || other.contains(network);
    }

    /**
     * The n-th address: 1 is the API server's in a service network, 10 the DNS service's (kubeadm's
     * convention).
     */
    public IpAddress address(int index) {
        byte[] number = first().add(BigInteger.valueOf(index)).toByteArray();
        byte[] raw = new byte[network.isV6() ? 16 : 4];
        int length = Math.min(number.length, raw.length);
        System.arraycopy(number, number.length - length, raw, raw.length - length, length);
        try {
            return new IpAddress(InetAddress.getByAddress(raw));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
