package io.kprov.facts;

import java.util.List;
import java.util.Map;

/**
 * Whether the operating system asks for a reboot: by Debian's and Ubuntu's file, which kured goes
 * by, too ({@link #FILE}), by {@code needs-restarting -r} of dnf-utils, or by {@code zypper
 * needs-rebooting}.
 */
public record RebootFact() implements Fact<RebootFact.Wish> {
    /** Where packages of Debian and Ubuntu leave the wish; gone after a reboot. */
    public static final String FILE = "/run/reboot-required";

    private static final Source SOURCE = new Source();

    /**
     * What the operating system says.
     *
     * @param packages because of which, where that is known
     */
    public record Wish(boolean needed, List<String> packages) {
        /** It asks for none. */
        public static final Wish NONE = new Wish(false, List.of());

        public Wish {
            packages = List.copyOf(packages);
        }
    }

    @Override
    public FactSource<RebootFact, Wish> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<RebootFact, Wish> {
        @Override
        public String name() {
            return "reboot";
        }

        @Override
        public String script(List<RebootFact> facts) {
            return """
            if [ -e %1$s ]; then
              echo needed
              sort -u %1$s.pkgs
            elif command -v needs-restarting >/dev/null; then
              needs-restarting -r >/dev/null || [ $? != 1 ] || echo needed
            elif command -v zypper >/dev/null; then
              zypper --quiet needs-rebooting >/dev/null || [ $? != 102 ] || echo needed
            fi\
            """
                    .formatted(FILE);
        }

        @Override
        public List<String> words(RebootFact fact) {
            return List.of();
        }

        @Override
        public Map<RebootFact, Wish> parse(List<RebootFact> facts, List<String> output) {
            return Map.of(
                    new RebootFact(),
                    output.isEmpty()
                            ? Wish.NONE
                            : new Wish(true, output.subList(1, output.size())));
        }
    }
}
