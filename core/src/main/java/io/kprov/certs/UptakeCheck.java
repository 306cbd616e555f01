package io.kprov.certs;

import io.kprov.certs.Uptake.State;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.ProcessFact;
import io.kprov.facts.ServedCertificate;
import io.kprov.facts.ServedCertificateFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.Host;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the programs that use a file have taken up what is in it. */
final class UptakeCheck {
    /** A word of each program's command line that tells it from others of that name. */
    private static final Map<String, String> WORDS =
            Map.of(
                    "kube-apiserver",
                    "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
                    "etcd",
                    "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
                    "kube-controller-manager",
                    "--kubeconfig=/etc/kubernetes/controller-manager.conf",
                    "kube-scheduler",
                    "--kubeconfig=/etc/kubernetes/scheduler.conf",
                    "kubelet",
                    "--kubeconfig=/etc/kubernetes/kubelet.conf");

    /** Programs whose units write down what they read. */
    private static final Set<String> UNITS = Set.of("kubelet", "haproxy");

    private final Host host;
    private final HostFacts facts;

    UptakeCheck(Host host, HostFacts facts) {
        this.host = host;
        this.facts = facts;
    }

    /** What must be asked of a host for those who use its files. */
    static Set<Fact<?>> facts(Host host, List<Place> places) {
        var facts = new LinkedHashSet<Fact<?>>();
        for (Place place : places) {
            for (Consumer consumer : place.consumers()) {
                process(consumer.program()).ifPresent(facts::add);
                if (UNITS.contains(consumer.program())) {
                    facts.add(new UnitFact(consumer.program()));
                }
                if (consumer instanceof Consumer.Serves serves) {
                    facts.add(served(host, serves));
                }
            }
        }
        return facts;
    }

    private static ServedCertificateFact served(Host host, Consumer.Serves serves) {
        return new ServedCertificateFact(host.address().urlHost() + ":" + serves.port());
    }

    private static Optional<ProcessFact> process(String program) {
        return Optional.ofNullable(WORDS.get(program)).map(word -> new ProcessFact(program, word));
    }

    Uptake of(Consumer consumer, CertificateFile file, ParsedCertificate certificate) {
        return switch (consumer) {
            case Consumer.Serves serves -> served(serves, certificate);
            case Consumer.ReadsAtStart(var program) -> read(program, file, certificate, State.NO);
            case Consumer.ReadsAgain(var program) ->
                    read(program, file, certificate, State.UNKNOWN);
            case Consumer.ReadsAndWrites(var program) ->
                    read(program, file, certificate, State.UNKNOWN);
            case Consumer.Renews(var program) ->
                    started(program)
                            .map(start -> new Uptake(program, State.YES, "it writes it itself"))
                            .orElseGet(() -> down(program));
            case Consumer.Stamped(var program) -> stamped(program, file);
            case Consumer.OnDemand(var program) -> new Uptake(program, State.ON_DEMAND, "");
        };
    }

    private Uptake served(Consumer.Serves serves, ParsedCertificate certificate) {
        String where = "port " + serves.port();
        return switch (facts.get(served(host, serves))) {
            case ServedCertificate.Silent _ ->
                    new Uptake(serves.program(), State.DOWN, where + " is silent");
            case ServedCertificate.NotAsked _ ->
                    new Uptake(
                            serves.program(),
                            State.UNKNOWN,
                            "the host has no openssl to ask " + where + " with");
            case ServedCertificate.Presented(var pem) -> {
                var presented = parse(pem);
                yield presented.filter(each -> each.x509().equals(certificate.x509())).isPresent()
                        ? new Uptake(serves.program(), State.YES, "presented on " + where)
                        : new Uptake(
                                serves.program(),
                                State.NO,
                                where
                                        + " presents another one"
                                        + presented
                                                .map(each ->
                                                        ", serial " + each.serial().toString(16))
                                                .orElse(""));
            }
        };
    }

    private static Optional<ParsedCertificate> parse(String pem) {
        try {
            return Optional.of(ParsedCertificate.parse("what a port presents", pem));
        } catch (PkiException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * A process has read what was written before its start, and cannot have read a certificate that
     * is younger than itself. Between the two the file may have been written anew with what was in
     * it before, which is nothing new to the process.
     *
     * @param older what is so when the process started with something else
     */
    private Uptake read(
            String program, CertificateFile file, ParsedCertificate certificate, State older) {
        var start = started(program);
        if (start.isEmpty()) {
            return down(program);
        }
        var stamp =
                unit(program).flatMap(unit -> Optional.ofNullable(unit.stamp().get(file.path())));
        if (stamp.isPresent()) {
            return stamp.get().equals(file.sha256())
                    ? new Uptake(program, State.YES, "started with this file")
                    : new Uptake(program, older, "started with another file");
        }
        if (start.get().isAfter(file.changed())) {
            return new Uptake(program, State.YES, "started since");
        }
        if (start.get().isBefore(certificate.validity().notBefore())) {
            return new Uptake(program, older, "started before this certificate was made");
        }
        return new Uptake(
                program,
                State.UNKNOWN,
                "started before the file was "
                        + (start.get().isBefore(file.modified()) ? "written" : "touched"));
    }

    private Uptake stamped(String program, CertificateFile file) {
        var unit = unit(program);
        if (unit.filter(UnitState::active).isEmpty()) {
            return down(program);
        }
        String sum = unit.get().stamp().getOrDefault(file.path(), "");
        if (sum.isEmpty()) {
            return new Uptake(program, State.UNKNOWN, "it was not started by kprov's unit");
        }
        return sum.equals(file.sha256())
                ? new Uptake(program, State.YES, "started with this file")
                : new Uptake(program, State.NO, "started with another file");
    }

    private Optional<Instant> started(String program) {
        return process(program).flatMap(facts::get);
    }

    private Optional<UnitState> unit(String program) {
        var fact = new UnitFact(program);
        return facts.knows(fact) ? Optional.of(facts.get(fact)) : Optional.empty();
    }

    private static Uptake down(String program) {
        return new Uptake(program, State.DOWN, "it does not run");
    }
}
