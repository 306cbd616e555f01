package io.kprov.simulator;

/** What a simulated command leaves: exit status and output. */
record Answer(int exitStatus, String out, String err) {

    static Answer ok() {
        return ok("");
    }

    static Answer ok(String out) {
        return new Answer(0, out, "");
    }

    static Answer failed(String err) {
        return new Answer(1, "", err + "\n");
    }

    /** What a shell says of a program that it does not find. */
    static Answer unknown(String what) {
        return new Answer(127, "", "the simulator does not know " + what + "\n");
    }

    boolean isOk() {
        return exitStatus == 0;
    }
}
