package io.kprov.step.removal;

import io.kprov.error.Problem;

/** Why nothing leaves while no API server answers. */
final class NoApi {
    private NoApi() {}

    static Problem problem(String what) {
        return new Problem(
                what,
                "no API server of those that stay answers what is there",
                "nothing was changed",
                "'kprov status' tells what is bad; when an API server answers, repeat the command");
    }
}
