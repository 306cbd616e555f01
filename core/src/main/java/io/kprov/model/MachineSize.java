package io.kprov.model;

/** How large a machine is, as far as anything is computed from it. */
public record MachineSize(int cpus, long memoryMiB) {}
