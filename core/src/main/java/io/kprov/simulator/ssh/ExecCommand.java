package io.kprov.simulator.ssh;

import io.kprov.simulator.Ending;
import io.kprov.simulator.SimulatedMachine;
import io.kprov.simulator.SimulatedSite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** One exec request: reads its whole input, has its effect, answers. */
final class ExecCommand extends AbstractCommandSupport {
    private final SimulatedSite site;
    private final SimulatedMachine machine;

    ExecCommand(String line, SimulatedSite site, SimulatedMachine machine) {
        super(line, null);
        this.site = site;
        this.machine = machine;
    }

    @Override
    public void run() {
        try {
            String input = new String(getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            switch (site.exec(machine.name(), getCommand(), input)) {
                case Ending.Exited(int status, var out, var err) -> {
                    write(getOutputStream(), out);
                    write(getErrorStream(), err);
                    onExit(status);
                }
                case Ending.ConnectionLost(), Ending.CallerKilled() ->
                        getServerSession().close(true);
                // The channel stays open until the client or the server ends it.
                case Ending.Silent() -> {}
            }
        } catch (IOException gone) {
            onExit(1, gone.toString());
        }
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
