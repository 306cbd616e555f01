package io.kprov.pki;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.kprov.pki");

    @Test
    void only_bc_sees_bouncy_castle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kprov.pki.bc")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void bc_knows_nothing_of_the_pki() {
        noClasses()
                .that()
                .resideInAPackage("io.kprov.pki.bc")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kprov.pki")
                .check(CLASSES);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.kprov.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void only_the_store_writes_files() {
        noClasses()
                .that()
                .doNotHaveSimpleName("PkiStore")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.file..")
                .check(CLASSES);
    }
}
