package dev.parley.codegen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.parley.codegen.dart.DartGenerator;
import dev.parley.codegen.java.JavaGenerator;
import dev.parley.codegen.typescript.TypeScriptGenerator;
import org.junit.jupiter.api.Test;

/** One small generator a language, none of which knows another. */
class ArchitectureTest {
  private static final ImportOption OF_THIS_MODULE =
      (Location it) -> !it.contains("/test-classes/") && it.contains("/codegen/");
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(OF_THIS_MODULE).importPackages("dev.parley.codegen");

  @Test
  void theCheckSeesEveryGenerator() {
    assertThat(CLASSES.size()).isGreaterThan(40);
    assertThat(CLASSES.contain(DartGenerator.class)).isTrue();
    assertThat(CLASSES.contain(JavaGenerator.class)).isTrue();
    assertThat(CLASSES.contain(TypeScriptGenerator.class)).isTrue();
  }

  @Test
  void generatorsDependOnTheContractAndOnWhatTheyShare() {
    for (String language : new String[] {"dart", "java", "typescript"}) {
      classes()
          .that()
          .resideInAPackage("dev.parley.codegen." + language)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.parley.codegen." + language,
              "dev.parley.codegen.layout",
              "dev.parley.codegen.names",
              "dev.parley.codegen",
              "dev.parley.schema..",
              "java..",
              "org.jspecify..")
          .check(CLASSES);
    }
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
