package dev.parley.transport.ffi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A transport knows what a transport implements; its own front end, AppFlowy's, knows frames. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley.transport.ffi");

  @Test
  void theCheckSeesTheWholeTransport() {
    assertThat(CLASSES.size()).isGreaterThan(12);
    assertThat(CLASSES.contain(EmbeddedCore.class)).isTrue();
  }

  @Test
  void ofTheCoreItKnowsOnlyWhatATransportImplementsAndFrames() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.transport.ffi",
            "dev.parley.core.transport",
            "dev.parley.core.wire",
            "dev.parley.core.codec",
            "dev.parley.core.protocol",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void whatCarriesFramesDoesNotReadThem() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("AppFlowy")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.parley.core.wire", "dev.parley.core.codec")
        .check(CLASSES);
  }
}
