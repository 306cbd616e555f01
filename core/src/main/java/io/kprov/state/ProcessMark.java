package io.kprov.state;

/**
 * What tells a process of kprov from every other one, on any machine and after its end; its number
 * alone does not. Each part is empty where the system does not tell.
 *
 * @param machine digest of the machine's id
 * @param boot the boot of its kernel
 * @param namespace where its number counts: containers on one machine have the same numbers
 * @param started when it started, in ticks of that boot
 */
public record ProcessMark(String machine, String boot, String namespace, String started) {}
