package io.kprov.facts;

import java.util.Map;

/**
 * A systemd service as it runs now.
 *
 * @param stamp path to SHA-256 of each file that the process read when it started or reloaded: what
 *     is in force, whatever the files say now
 */
public record UnitState(
        boolean exists,
        String activeState,
        String subState,
        boolean enabled,
        boolean needsDaemonReload,
        Map<String, String> stamp) {

    public boolean active() {
        return activeState.equals("active");
    }
}
