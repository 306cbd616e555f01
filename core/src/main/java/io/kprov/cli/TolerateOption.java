package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.step.LeftOut;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --tolerate-unreachable}: how many workers a command can do without. */
final class TolerateOption {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(%?)");

    @Option(
            names = "--tolerate-unreachable",
            paramLabel = "N|P%",
            description =
                    "Go on without workers that cannot be reached, as long as they are no more than N, or P percent of all workers (default: 0).")
    private @Nullable String text;

    /**
     * Nobody yet, and no more of the cluster's workers than was said.
     *
     * @throws KprovException USAGE when it is neither a number nor a percentage
     */
    LeftOut of(Cluster cluster) {
        if (text == null) {
            return LeftOut.NOBODY;
        }
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw refused(text + " is neither a number of workers nor a percentage of them");
        }
        int number = Integer.parseInt(form.group(1));
        if (form.group(2).isEmpty()) {
            return LeftOut.upTo(number);
        }
        if (number > 100) {
            throw refused(text + " is more than all");
        }
        return LeftOut.upTo(cluster.onlyWorkers().size() * number / 100);
    }

    /**
     * What a saved plan says instead.
     *
     * @throws KprovException USAGE when both say something
     */
    LeftOut of(LeftOut planned) {
        if (text != null) {
            throw refused("the saved plan says who is left out");
        }
        return planned;
    }

    private static KprovException refused(String why) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "--tolerate-unreachable cannot be used so",
                        why,
                        "nothing was changed",
                        "for example: --tolerate-unreachable 2, or 5%; with --plan give it to 'kprov plan'"));
    }
}
