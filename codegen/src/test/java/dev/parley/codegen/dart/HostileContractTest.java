package dev.parley.codegen.dart;

import static dev.parley.codegen.Contracts.message;
import static dev.parley.codegen.Contracts.name;
import static dev.parley.codegen.Contracts.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.codegen.Contracts;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.UnsuitableNameException;
import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and texts that try to become code, and names that would hide each other. */
class HostileContractTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a-b", "a;exit(1)", "a'", "", "1a", "_a", "a\u202eb", "a\nb", "a*/"})
  void refusesWhatIsNoName(String hostile) {
    assertRefused(Contracts.of(message(hostile, "")), "is not a name in Dart");
    assertRefused(Contracts.of(message("M", "", string(hostile, 1))), "is not a name in Dart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../../etc", "a..b", "a/b", "a\\b", ".a", "a.", "C:"})
  void refusesPackagesThatAreNoPackages(String hostile) {
    var type = new MessageType(TypeName.of(hostile, "M"), "", List.of());
    assertRefused(Contracts.of(type), "is not a name in Dart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"String", "Uint8List", "Never", "class", "dynamic"})
  void refusesTypesThatDartHas(String taken) {
    assertRefused(Contracts.of(message(taken, "")), "means something else in Dart");
  }

  @Test
  void refusesTwoNamesThatWouldBeOne() {
    assertRefused(
        new Contract(
            List.of(
                new EventGroup(name("UserSign"), "", List.of(event("in"))),
                new EventGroup(name("User"), "", List.of(event("signIn")))),
            List.of(),
            List.of()),
        "would both be called UserSignIn; choose another name in the contract");
    assertRefused(
        new Contract(
            List.of(),
            List.of(new NotificationGroup(name("User"), "User", "", List.of())),
            List.of(message("UserListener", ""))),
        "would both be called UserListener");
  }

  @Test
  void refusesGroupsOfOneFileAndPackagesOfOneFolder() {
    assertRefused(
        new Contract(
            List.of(
                new EventGroup(name("UserEvent"), "", List.of()),
                new EventGroup(name("User_Event"), "", List.of())),
            List.of(),
            List.of()),
        "has the same file name, user_event.dart");
    assertRefused(
        Contracts.of(
            new MessageType(TypeName.of("dev.a_b", "M"), "", List.of()),
            new MessageType(TypeName.of("dev.a.b", "N"), "", List.of())),
        "would both be the folder dev_a_b");
  }

  @Test
  void refusesAlternativesOfAnotherPackage() {
    var there = TypeName.of("dev.there", "Circle");
    assertRefused(
        Contracts.of(
            new MessageType(there, "", List.of()),
            new UnionType(name("Shape"), "", List.of(new UnionType.Alternative(1, there)))),
        "its alternative dev.there.Circle is in another package");
  }

  @Test
  void keepsTextsInsideTheirQuotes() {
    var contract =
        new Contract(
            List.of(),
            List.of(new NotificationGroup(name("N"), "a'; exit(1); '\\\n$b\u2028", "", List.of())),
            List.of());
    assertThat(generated(contract)).contains("'a\\'; exit(1); \\'\\\\\\u{a}\\$b\\u{2028}'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nvoid bad() {}",
        "a\rvoid bad() {}",
        "a\u2028void bad() {}",
        "a\u0085void bad() {}",
        "a\u000bvoid bad() {}",
        "*/ void bad() {} /*",
        "<pre>\nvoid bad() {}</pre>",
        "a<br>void bad() {}<p>void bad() {}<li>void bad() {}"
      })
  void keepsCommentsComments(String doc) {
    String text = generated(Contracts.of(message("M", doc, string("a", 1))));
    assertThat(text.lines().filter(it -> it.contains("bad()")))
        .isNotEmpty()
        .allMatch(it -> it.startsWith("/// "));
  }

  @Test
  void showsInvisibleCharactersOfComments() {
    String text = generated(Contracts.of(message("M", "a\u202eb\u2066c\ufeff")));
    assertThat(text).contains("/// aU+202EbU+2066cU+FEFF\n");
  }

  private static Event event(String method) {
    return new Event(method, 0, Optional.empty(), Optional.empty(), Optional.empty(), false, "");
  }

  private static String generated(Contract contract) {
    return String.join(
        "\n", DartGenerator.generate(contract).stream().map(GeneratedFile::content).toList());
  }

  private static void assertRefused(Contract contract, String message) {
    assertThatThrownBy(() -> DartGenerator.generate(contract))
        .isInstanceOf(UnsuitableNameException.class)
        .hasMessageContaining(message);
  }
}
