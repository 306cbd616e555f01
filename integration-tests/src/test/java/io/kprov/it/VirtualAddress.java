package io.kprov.it;

/**
 * The address that moves between hosts, as the hosts themselves see it.
 *
 * @param endpoint name and port of the API server behind it
 */
record VirtualAddress(Lab lab, String endpoint) {

    /** The running host that has it on an interface. */
    LabHost holder() {
        String address = " " + lab.virtualAddress() + "/";
        return lab.hosts().stream()
                .filter(host -> host.sh("ip -4 -o address").contains(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no host has the virtual address"));
    }

    /** What curl on a worker gets from the API server; {@code ok} where it is ready. */
    String answer(String worker) {
        return lab.host(worker)
                .exec(
                        "curl",
                        "-sS",
                        "-m",
                        "1",
                        "--cacert",
                        "/etc/kubernetes/pki/ca.crt",
                        "https://" + endpoint + "/readyz")
                .answer();
    }
}
