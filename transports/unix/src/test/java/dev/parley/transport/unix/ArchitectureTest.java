package dev.parley.transport.unix;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A transport knows what a transport implements, and nothing else of the core. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley.transport.unix");

  @Test
  void theCheckSeesTheWholeTransport() {
    assertThat(CLASSES.size()).isGreaterThan(10);
    assertThat(CLASSES.contain(UnixSocketTransport.class)).isTrue();
  }

  @Test
  void ofTheCoreItKnowsOnlyWhatATransportImplements() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.transport.unix",
            "dev.parley.core.transport",
            "java..",
            "jdk.net",
            "org.jspecify..")
        .check(CLASSES);
  }
}
