package io.kprov.it;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * An S3 server on the operator's machine: versitygw, built from its Go module, which checks every
 * request's signature and the digest of what was sent. It keeps objects as files of a folder.
 */
final class S3Server implements AutoCloseable {
    private static final String MODULE = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
    private static final Duration BUILD = Duration.ofMinutes(20);

    static final String ACCESS_KEY = "lab-access";
    static final String SECRET_KEY = "lab/secret+key=with\"quotes\\";

    private final Path folder;
    private final Path program;
    private final String address;
    private final Program running;

    private S3Server(Path folder, Path program, String address) {
        this.folder = folder;
        this.program = program;
        this.address = address;
        this.running = start();
    }

    /**
     * One with an empty bucket. Where there is no Go to build it with, the rest of the story is
     * skipped.
     */
    static S3Server start(Path folder, String address, String bucket) throws Exception {
        Path program = folder.resolve("bin/versitygw");
        Outcome built =
                Program.start(
                                folder,
                                folder.resolve("s3-build.log"),
                                "",
                                List.of("go", "install", MODULE),
                                Map.of("GOBIN", folder.resolve("bin").toString()))
                        .finish(BUILD);
        Assumptions.assumeTrue(built.succeeded(), "versitygw cannot be built: " + built.err());
        Files.createDirectories(folder.resolve("objects").resolve(bucket));
        Files.createDirectories(folder.resolve("sidecar"));
        return new S3Server(folder, program, address);
    }

    private Program start() {
        Program started =
                Program.start(
                        folder,
                        folder.resolve("s3.log"),
                        "",
                        List.of(
                                program.toString(),
                                "--port",
                                address + ":7070",
                                "posix",
                                "--sidecar",
                                folder.resolve("sidecar").toString(),
                                folder.resolve("objects").toString()),
                        Map.of("ROOT_ACCESS_KEY", ACCESS_KEY, "ROOT_SECRET_KEY", SECRET_KEY));
        Await.until("the S3 server answers", Duration.ofSeconds(30), this::answers);
        return started;
    }

    private boolean answers() {
        try (Socket _ = new Socket(address, 7070)) {
            return true;
        } catch (java.io.IOException _) {
            return false;
        }
    }

    String endpoint() {
        return "http://" + address + ":7070";
    }

    /** The file that an object is. */
    Path object(String bucket, String name) {
        return folder.resolve("objects").resolve(bucket).resolve(name);
    }

    @Override
    public void close() {
        running.kill();
    }
}
