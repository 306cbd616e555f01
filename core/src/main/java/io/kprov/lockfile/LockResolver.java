package io.kprov.lockfile;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.KubernetesVersion;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out what {@code kprov.lock} must say: asks the download sites for each file's published
 * sha256 and size, and the registries for each image's digest, all at once.
 */
public final class LockResolver {
    private final Http http;

    /** Hears of each file or image that was asked for, found or not; never twice at a time. */
    @FunctionalInterface
    public interface Progress {
        void asked(String item, int done, int total);
    }

    /**
     * A resolver that asks through the client, which should follow redirects (GitHub answers
     * downloads with one).
     *
     * @param timeout for each single answer
     */
    public LockResolver(HttpClient client, Duration timeout) {
        this.http = new Http(client, timeout);
    }

    /**
     * The lock for the cluster as its inventory wishes it now.
     *
     * @throws KprovException FAILED with a problem for each file and image that was not found;
     *     INVALID_INVENTORY for versions that do not exist in the table; INTERRUPTED
     */
    public LockFile resolve(Cluster cluster, Progress progress) {
        Wanted wanted = Wanted.of(cluster);
        var site = new DownloadSite(http, cluster.downloadMirror());
        var registry = new ImageRegistry(http, cluster.registries());
        var counter = new Counter(progress, wanted.releases().size() + wanted.images().size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var artifacts = new ArrayList<Asked<Artifact>>();
            for (Wanted.Release release : wanted.releases()) {
                artifacts.add(
                        ask(threads, counter, release.toString(), () -> site.lookUp(release)));
            }
            var images = new ArrayList<Asked<LockedImage>>();
            for (Wanted.Image image : wanted.images()) {
                images.add(ask(threads, counter, image.reference(), () -> registry.lookUp(image)));
            }
            var problems = new ArrayList<Problem>();
            try {
                List<Artifact> foundArtifacts = answers(artifacts, problems);
                List<LockedImage> foundImages = answers(images, problems);
                if (!problems.isEmpty()) {
                    throw new KprovException(ExitCode.FAILED, problems);
                }
                return new LockFile(wanted.kubernetes(), foundArtifacts, foundImages);
            } catch (InterruptedException stopped) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw interrupted();
            }
        }
    }

    /**
     * The newest release of a minor, e.g. {@code 1.36}.
     *
     * @throws KprovException FAILED when the site does not tell
     */
    public KubernetesVersion newest(String minor, Cluster cluster) {
        try {
            return new DownloadSite(http, cluster.downloadMirror()).newest(minor);
        } catch (LookupException failed) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "the newest release of Kubernetes " + minor + " is not known",
                            failed.reason(),
                            "nothing was changed",
                            "name the one to go by: --via " + minor + ".x"));
        }
    }

    private record Asked<T>(String item, Future<T> answer) {}

    private static <T> Asked<T> ask(
            ExecutorService threads, Counter counter, String item, Callable<T> question) {
        return new Asked<>(
                item,
                threads.submit(() -> {
                    try {
                        return question.call();
                    } finally {
                        counter.count(item);
                    }
                }));
    }

    private static <T> List<T> answers(List<Asked<T>> asked, List<Problem> problems)
            throws InterruptedException {
        var found = new ArrayList<T>();
        for (Asked<T> one : asked) {
            try {
                found.add(one.answer().get());
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof LookupException reason)) {
                    throw new IllegalStateException(failed);
                }
                problems.add(notFound(one.item(), reason.reason()));
            }
        }
        return found;
    }

    private static Problem notFound(String item, String reason) {
        return new Problem(
                item + " could not be locked",
                reason,
                LockFile.NAME + " is as it was",
                "see that this version exists and that this machine reaches the address (the"
                        + " inventory's downloads.mirror and registries say which), then repeat:"
                        + " kprov lock");
    }

    private static KprovException interrupted() {
        return new KprovException(
                ExitCode.INTERRUPTED,
                new Problem(
                        "kprov lock was stopped",
                        "it was interrupted before everything was looked up",
                        LockFile.NAME + " is as it was",
                        "kprov lock"));
    }

    /** Tells progress, one item after the other. */
    private static final class Counter {
        private final Progress progress;
        private final int total;
        private int done;

        Counter(Progress progress, int total) {
            this.progress = progress;
            this.total = total;
        }

        synchronized void count(String item) {
            done++;
            progress.asked(item, done, total);
        }
    }
}
