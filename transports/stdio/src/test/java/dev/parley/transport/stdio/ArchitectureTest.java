package dev.parley.transport.stdio;

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
          .importPackages("dev.parley.transport.stdio");

  @Test
  void theCheckSeesTheWholeTransport() {
    assertThat(CLASSES.size()).isGreaterThan(8);
    assertThat(CLASSES.contain(StdioTransport.class)).isTrue();
  }

  @Test
  void ofTheCoreItKnowsOnlyWhatATransportImplements() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.transport.stdio", "dev.parley.core.transport", "java..", "org.jspecify..")
        .check(CLASSES);
  }
}
