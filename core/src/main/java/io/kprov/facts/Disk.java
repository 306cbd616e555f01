package io.kprov.facts;

/**
 * A file system. Two that are alike are taken for one: subvolumes and containers show the same disk
 * under several names.
 *
 * @param sizeMiB of all of it, as a kubelet counts its capacity
 * @param freeMiB that programs may still use
 */
public record Disk(long sizeMiB, long freeMiB) {}
