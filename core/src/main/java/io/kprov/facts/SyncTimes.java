package io.kprov.facts;

import java.time.Duration;

/**
 * How long small writes take to be safe on a disk.
 *
 * @param p99 what 99 of 100 do not exceed; of fewer than a hundred the longest
 * @param count how many were measured
 */
public record SyncTimes(Duration p99, long count) {}
