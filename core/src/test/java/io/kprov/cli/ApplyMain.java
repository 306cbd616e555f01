package io.kprov.cli;

import java.nio.file.Path;

/** Another process of kprov, for {@link FullDiskStoryTest}: applies on simulated hosts. */
final class ApplyMain {
    private ApplyMain() {}

    public static void main(String[] arguments) {
        var ran = new Desk(Path.of(arguments[0])).kprov("apply", "--yes");
        System.out.println(ran.out() + ran.err());
        System.exit(ran.exit());
    }
}
