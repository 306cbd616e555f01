package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.command.ShellQuote;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Links;
import io.kprov.lockfile.SiteClient;
import io.kprov.lockfile.Unpack;
import io.kprov.model.Host;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.render.HostFile;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Performs actions on hosts. */
final class ActionRunner {
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(1);
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(15);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    private final Blueprint blueprint;
    private final Fleet fleet;
    private final LookBook book;
    private final Waiter waiter;
    private final LongRuns longRuns;
    private final Reboots reboots;
    private final String putFiles = Scripts.read("put-files");
    private final String removeFile = Scripts.read("remove-file");
    private final String fetch = Scripts.read("fetch");
    private final String receive = Scripts.read("receive");

    ActionRunner(Blueprint blueprint, Fleet fleet, LookBook book, Waiter waiter) {
        this.blueprint = blueprint;
        this.fleet = fleet;
        this.book = book;
        this.waiter = waiter;
        this.longRuns = new LongRuns(fleet, waiter, waiter.clock());
        this.reboots = new Reboots(fleet, waiter);
    }

    /**
     * Performs one action; consecutive files go together, see {@link #putFiles}.
     *
     * @param contact is told when the host is lost while a long command goes on there
     * @return the last lines of output
     * @throws ActionFailedException when it did not succeed
     */
    String perform(Host host, Action action, LongRuns.Contact contact) {
        return switch (action) {
            case Action.PutFile put -> putFiles(host, List.of(put));
            case Action.RemoveFile(var path) ->
                    checked(
                            action.sentence(),
                            fleet.remote(host)
                                    .run(
                                            Command.script(removeFile, path, HostFile.OWN),
                                            WRITE_LIMIT));
            case Action.Run run ->
                    checked(
                            run.sentence(),
                            on(
                                    host(host, run.where()),
                                    remote -> remote.run(run.command(), run.limit())));
            case Action.LongRun run -> checked(run.sentence(), longRuns.run(host, run, contact));
            case Action.Fetch(var artifact) -> fetch(host, artifact, links(artifact));
            case Action.Store(var artifact) -> fetch(host, artifact, List.of());
            case Action.Link(var artifact) -> fetch(host, artifact, links(artifact));
            case Action.Upload upload -> upload(host, upload);
            case Action.WaitUntil wait -> await(host, wait);
            case Action.Reboot reboot -> reboots.run(host, reboot);
            case Action.MakePki _ -> {
                blueprint.pki().make();
                yield "";
            }
        };
    }

    /** Writes files in one exec. */
    String putFiles(Host host, List<Action.PutFile> puts) {
        var script = new StringBuilder(putFiles);
        for (var put : puts) {
            var file = put.file();
            script.append("put ")
                    .append(ShellQuote.quote(List.of(file.path(), file.mode(), file.owner())))
                    .append(" <<'KPROV_FILE'\n")
                    .append(
                            Base64.getMimeEncoder(76, new byte[] {'\n'})
                                    .encodeToString(file.bytes()))
                    .append("\nKPROV_FILE\n");
        }
        var command =
                Command.of("sh", "-s")
                        .withSecretInput(script.toString().getBytes(StandardCharsets.UTF_8));
        return checked(
                "write " + puts.size() + " files", fleet.remote(host).run(command, WRITE_LIMIT));
    }

    private String fetch(Host host, Artifact artifact, List<String> links) {
        var remote = fleet.remote(host);
        var words = new ArrayList<>(List.of("sh", "-c", fetch, "sh"));
        String url = artifact.url(blueprint.cluster().downloadMirror()).toString();
        boolean curl = remote.run(Command.of("sh", "-c", "command -v curl"), PROBE_LIMIT).ok();
        words.addAll(List.of(curl ? url : "-", artifact.sha256(), artifact.folder()));
        words.addAll(
                switch (artifact.program().unpack()) {
                    case Unpack.SingleFile(var name) -> List.of("file", name);
                    case Unpack.Members(var strip, _) -> List.of("archive", String.valueOf(strip));
                    case Unpack.Everything _ -> List.of("archive", "0");
                });
        words.addAll(links);
        var command = new Command(words, new Command.Input.None());
        var result = curl ? remote.run(command, FETCH_LIMIT) : upload(remote, command, url);
        return checked("fetch " + url, result);
    }

    private static List<String> links(Artifact artifact) {
        return switch (artifact.program().links()) {
            case Links.Named(var links) ->
                    links.stream().map(link -> link.path() + "=" + link.target()).toList();
            case Links.EachFile(var directory) -> List.of(directory + "/");
        };
    }

    private String upload(Host host, Action.Upload upload) {
        var command =
                new Command(
                        List.of("sh", "-c", receive, "sh", upload.path(), upload.sha256()),
                        new Command.Input.None());
        try (var content = Files.newInputStream(upload.file())) {
            return checked(
                    upload.sentence(), fleet.remote(host).run(command, content, FETCH_LIMIT));
        } catch (IOException unread) {
            throw new ActionFailedException(
                    upload.sentence(), "it cannot be read on this machine: " + unread);
        }
    }

    /** For hosts without curl: downloads here and streams the file over SSH. */
    private static CommandResult upload(Remote remote, Command command, String url) {
        try (var client = SiteClient.open()) {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(java.net.URI.create(url))
                                    .timeout(FETCH_LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new ActionFailedException(
                            "fetch " + url + " for a host without curl",
                            "the site answered " + response.statusCode());
                }
                return remote.run(command, body, FETCH_LIMIT);
            }
        } catch (IOException failed) {
            throw new ActionFailedException(
                    "fetch " + url + " for a host without curl", failed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ActionFailedException("fetch " + url, "interrupted");
        }
    }

    private String await(Host host, Action.WaitUntil wait) {
        var last = new CommandResult[1];
        boolean answered =
                waiter.poll(
                        wait.limit(),
                        () -> {
                            last[0] =
                                    on(
                                            host(host, wait.where()),
                                            remote -> probe(remote, wait.probe()));
                            return last[0].ok();
                        });
        if (!answered) {
            throw new ActionFailedException(
                    "wait until " + wait.question(),
                    "not so after "
                            + wait.limit().toSeconds()
                            + " s; the last answer to '"
                            + wait.probe()
                            + "' was: exit "
                            + last[0].exitStatus()
                            + "\n"
                            + last[0].lastLinesOfBoth(6));
        }
        return "";
    }

    /** A question that is not answered in time is answered with no. */
    private static CommandResult probe(Remote remote, Command probe) {
        try {
            return remote.run(probe, PROBE_LIMIT);
        } catch (RemoteException silent) {
            if (silent.kind() != RemoteException.Kind.TIMED_OUT) {
                throw silent;
            }
            return new CommandResult(
                    124, "", "no answer within " + PROBE_LIMIT.toSeconds() + " s", PROBE_LIMIT);
        }
    }

    /** Whoever is lost is noted, so that a further try goes to another control plane. */
    private CommandResult on(Host host, Function<Remote, CommandResult> work) {
        try {
            return work.apply(fleet.remote(host));
        } catch (RemoteException failure) {
            book.lost(host, failure);
            throw failure;
        }
    }

    private Host host(Host self, Action.Where where) {
        return switch (where) {
            case SELF -> self;
            case CONTROL_PLANE ->
                    book.view().readyControlPlanes().stream()
                            .findFirst()
                            .orElseThrow(() ->
                                    new ActionFailedException(
                                            "run a command on a control plane",
                                            "no control plane's API server answers"));
        };
    }

    private static String checked(String sentence, CommandResult result) {
        if (!result.ok()) {
            throw new ActionFailedException(
                    sentence,
                    "exit %d after %.1f s\n%s"
                            .formatted(
                                    result.exitStatus(),
                                    result.took().toMillis() / 1000.0,
                                    result.lastLines(12))
                            .strip());
        }
        return result.lastLines(3);
    }
}
