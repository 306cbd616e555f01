package io.kprov.step.upgrade;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.KubeadmCluster;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kubelet's hard eviction threshold of a disk, as a share of it or an amount: below it images go,
 * and then pods (kubernetes.io: Node-pressure Eviction).
 *
 * @param signal e.g. {@code nodefs.available}
 * @param usual the kubelet's own threshold, which is none where an inventory sets others
 */
record HardEviction(String signal, String usual) {
    /** Of the disk that the kubelet works on. */
    static final HardEviction NODE = new HardEviction("nodefs.available", "10%");

    /** Of the disk with the images and what containers write. */
    static final HardEviction IMAGES = new HardEviction("imagefs.available", "15%");

    private static final double MIB = 1024 * 1024;
    private static final Pattern AMOUNT =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(%|[kMGT]i?|Ki)?");

    /** MiB that have to stay free on the host's disk of this size. */
    long mib(Cluster cluster, Host host, long sizeMiB) {
        var settings = KubeadmCluster.kubeletConfiguration(cluster, host, Optional.empty());
        return mib(threshold(settings), sizeMiB);
    }

    private String threshold(Map<String, Object> settings) {
        if (!(settings.get("evictionHard") instanceof Map<?, ?> own)) {
            return usual;
        }
        boolean rest = Boolean.TRUE.equals(settings.get("mergeDefaultEvictionSettings"));
        return own.containsKey(signal) ? String.valueOf(own.get(signal)) : rest ? usual : "0";
    }

    private static long mib(String threshold, long sizeMiB) {
        var amount = AMOUNT.matcher(threshold);
        if (!amount.matches()) {
            // The kubelet would not start with what it cannot read.
            return 0;
        }
        double number = Double.parseDouble(amount.group(1));
        String unit = Optional.ofNullable(amount.group(2)).orElse("");
        return (long) (unit.equals("%") ? sizeMiB * number / 100 : number * bytes(unit) / MIB);
    }

    private static double bytes(String unit) {
        int power = "kMGT".indexOf(unit.isEmpty() ? ' ' : unit.replace('K', 'k').charAt(0)) + 1;
        return Math.pow(unit.endsWith("i") ? 1024 : 1000, power);
    }
}
