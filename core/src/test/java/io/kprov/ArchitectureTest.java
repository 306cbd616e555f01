package io.kprov;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use what: the table of the architecture, held by the compiler's own output. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kprov");

    @Test
    void there_is_something_to_check() {
        assertThat(CLASSES).hasSizeGreaterThan(200);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.kprov.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void what_decides_never_sees_what_acts() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.kprov.step..",
                        "io.kprov.facts..",
                        "io.kprov.plan..",
                        "io.kprov.procedure..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kprov.remote..", "io.kprov.engine..", "io.kprov.cli..")
                .check(CLASSES);
    }

    /** A library and the only packages that may use it. */
    @SuppressWarnings("ArrayRecordComponent") // read by JUnit and ArchUnit only
    record Fence(String library, String... packages) {
        @Override
        public String toString() {
            return library + " in " + List.of(packages);
        }
    }

    static List<Fence> fences() {
        return List.of(
                new Fence("org.apache.sshd..", "io.kprov.remote.ssh..", "io.kprov.simulator.."),
                new Fence("org.bouncycastle..", "io.kprov.pki.bc.."),
                // The simulator's kubeadm and kubectl read YAML as the real ones do.
                new Fence(
                        "org.yaml.snakeyaml..",
                        "io.kprov.inventory..",
                        "io.kprov.render..",
                        "io.kprov.simulator.."),
                new Fence("org.jline..", "io.kprov.cli.."),
                new Fence("picocli..", "io.kprov.cli.."));
    }

    @ParameterizedTest
    @MethodSource("fences")
    void a_library_stays_behind_its_fence(Fence fence) {
        noClasses()
                .that()
                .resideOutsideOfPackages(fence.packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(fence.library)
                .check(CLASSES);
    }

    @Test
    void one_class_makes_ssh_clients_and_never_the_default_one_which_trusts_everyone() {
        var makers = new TreeSet<String>();
        for (var each : CLASSES) {
            for (var call : each.getMethodCallsFromSelf()) {
                String maker = call.getTargetOwner().getSimpleName() + "." + call.getName();
                assertThat(maker).isNotEqualTo("SshClient.setUpDefaultClient");
                if (maker.equals("ClientBuilder.builder")) {
                    makers.add(each.getSimpleName());
                }
            }
        }

        assertThat(makers).hasSize(1);
    }

    @Test
    void only_the_command_line_prints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kprov.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(
                        target(
                                        owner(
                                                com.tngtech.archunit.core.domain.JavaClass
                                                        .Predicates.type(Throwable.class)))
                                .and(target(nameMatching("printStackTrace"))))
                .check(CLASSES);
    }

    @Test
    void time_and_chance_come_in_by_the_constructor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kprov.cli..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(CLASSES);
    }

    @Test
    void surroundings_come_in_by_the_constructor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kprov.cli..")
                .and()
                // The one record that brings them in, made by the command line.
                .doNotHaveFullyQualifiedName("io.kprov.inventory.Environment")
                .should()
                .callMethodWhere(
                        target(
                                        owner(
                                                com.tngtech.archunit.core.domain.JavaClass
                                                        .Predicates.type(System.class)))
                                .and(target(nameMatching("getenv|getProperty"))))
                .check(CLASSES);
    }

    @Test
    void one_class_waits() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.kprov.engine.Waiter")
                .should()
                .callMethodWhere(
                        target(
                                        owner(
                                                com.tngtech.archunit.core.domain.JavaClass
                                                        .Predicates.type(Thread.class)))
                                .and(target(nameMatching("sleep"))))
                .check(CLASSES);
    }

    @Test
    void the_model_knows_nothing_but_key_algorithms() {
        classes()
                .that()
                .resideInAPackage("io.kprov.model..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("io.kprov.."))
                                .or(resideInAPackage("io.kprov.model.."))
                                .or(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates
                                                .resideInAPackage("io.kprov.pki")))
                .check(CLASSES);
    }

    @Test
    void every_package_says_what_lives_there() throws IOException {
        try (Stream<Path> paths = Files.walk(Path.of("src/main/java"))) {
            var silent =
                    paths.filter(Files::isDirectory)
                            .filter(ArchitectureTest::holdsSources)
                            .filter(folder -> Files.notExists(folder.resolve("package-info.java")))
                            .toList();

            assertThat(silent).isEmpty();
        }
    }

    private static boolean holdsSources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
