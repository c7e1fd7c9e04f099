package dev.parley.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The packages of the core and which way they point. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley.core");

  @Test
  void theCheckSeesTheWholeCore() {
    assertThat(CLASSES.size()).isGreaterThan(80);
    assertThat(CLASSES.contain(Core.class)).isTrue();
    assertThat(CLASSES.stream().map(type -> type.getPackageName()).distinct())
        .containsExactlyInAnyOrder(
            "dev.parley.core",
            "dev.parley.core.client",
            "dev.parley.core.codec",
            "dev.parley.core.collect",
            "dev.parley.core.connection",
            "dev.parley.core.deadline",
            "dev.parley.core.dispatch",
            "dev.parley.core.event",
            "dev.parley.core.flight",
            "dev.parley.core.hooks",
            "dev.parley.core.intercept",
            "dev.parley.core.log",
            "dev.parley.core.memory",
            "dev.parley.core.meter",
            "dev.parley.core.metrics",
            "dev.parley.core.notify",
            "dev.parley.core.protocol",
            "dev.parley.core.publish",
            "dev.parley.core.session",
            "dev.parley.core.stream",
            "dev.parley.core.time",
            "dev.parley.core.transport",
            "dev.parley.core.validation",
            "dev.parley.core.wire");
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.stream().map(type -> type.getPackage()).distinct())
        .isNotEmpty()
        .allSatisfy((JavaPackage it) ->
            assertThat(it.isAnnotatedWith(NullMarked.class)).as(it.getName()).isTrue());
  }

  @Test
  void theCoreKnowsNoGeneratorAndNoLibrary() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.core..", "dev.parley.annotations..", "java..", "jdk.jfr", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void onlyTheFlightPackageKnowsTheFlightRecorder() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.parley.core.flight")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr")
        .check(CLASSES);
  }

  @Test
  void whatATransportSeesDependsOnNothing() {
    classes()
        .that()
        .resideInAPackage("dev.parley.core.transport")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.parley.core.transport", "java..", "org.jspecify..")
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage("dev.parley.core.memory")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.core.memory", "dev.parley.core.transport", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void aRequestGoesOneWay() {
    noClasses()
        .that()
        .resideInAPackage("dev.parley.core.connection")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.parley.core.session", "dev.parley.core.dispatch")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.parley.core.dispatch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.parley.core.session", "dev.parley.core.connection")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("dev.parley.core.event", "dev.parley.core.notify")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.core.session", "dev.parley.core.dispatch", "dev.parley.core.connection")
        .check(CLASSES);
  }

  @Test
  void nothingIsFoundByReflection() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.lang.reflect").check(CLASSES);
  }
}
