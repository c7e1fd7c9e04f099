package dev.parley.codegen.typescript;

import static dev.parley.codegen.Contracts.message;
import static dev.parley.codegen.Contracts.name;
import static dev.parley.codegen.Contracts.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.codegen.Contracts;
import dev.parley.codegen.UnsuitableNameException;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType.MessageRef;
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
      strings = {"a b", "a-b", "a;alert(1)", "a\"", "", "1a", "a\u202eb", "a\u200b", "a\nb", "a*/"})
  void refusesWhatIsNoName(String hostile) {
    assertRefused(Contracts.of(message(hostile, "")), "is not a name in TypeScript");
    assertRefused(Contracts.of(message("M", "", string(hostile, 1))), "is not a name");
    assertRefused(groupWith(hostile, "payload"), "is not a name");
    assertRefused(groupWith("signIn", hostile), "is not a name");
    assertRefused(
        Contracts.of(new EnumType(name("E"), "", List.of(new EnumType.Constant(hostile, 0, "")))),
        "is not a name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../../etc", "a..b", "a/b", "a\\b", ".a", "a.", "C:"})
  void refusesPackagesThatAreNoPackages(String hostile) {
    var type = new MessageType(TypeName.of(hostile, "M"), "", List.of());
    assertRefused(Contracts.of(type), "is not a name in TypeScript");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__proto__", "constructor", "valueOf", "hasOwnProperty"})
  void refusesFieldsThatEveryObjectHas(String inherited) {
    assertRefused(
        Contracts.of(message("M", "", string(inherited, 1))),
        "dev.parley.sample.M: every JavaScript object already has a property " + inherited);
  }

  @Test
  void refusesTwoNamesThatWouldBeExportedAsOne() {
    var event = event("in", "payload");
    assertRefused(
        new Contract(
            List.of(
                new EventGroup(name("UserSign"), "", List.of(event)),
                new EventGroup(name("User"), "", List.of(event("signIn", "payload")))),
            List.of(),
            List.of(message("M", ""))),
        "the function for User.SignIn and the function for UserSign.In would both be exported as"
            + " UserSignIn; choose another name in the contract");
    assertRefused(
        new Contract(
            List.of(),
            List.of(new NotificationGroup(name("User"), "User", "", List.of())),
            List.of(message("UserListener", ""))),
        "would both be exported as UserListener");
  }

  @Test
  void refusesGroupsWhoseFilesWouldBeOneWhereCapitalsDoNotCount() {
    assertRefused(
        new Contract(
            List.of(
                new EventGroup(name("User"), "", List.of()),
                new EventGroup(name("USER"), "", List.of())),
            List.of(),
            List.of()),
        "has the same file name where capitals don't count");
  }

  @Test
  void refusesAlternativesOfOneKind() {
    var here = TypeName.of("dev.here", "Circle");
    var there = TypeName.of("dev.there", "Circle");
    assertRefused(
        Contracts.of(
            new MessageType(here, "", List.of()),
            new MessageType(there, "", List.of()),
            new UnionType(
                name("Shape"),
                "",
                List.of(new UnionType.Alternative(1, here), new UnionType.Alternative(2, there)))),
        "would both be of the kind \"circle\"");
  }

  @Test
  void keepsTheSourceOfNotificationsInsideItsQuotes() {
    var contract =
        new Contract(
            List.of(),
            List.of(new NotificationGroup(name("N"), "a\"; alert(1); \"\\\n\u2028", "", List.of())),
            List.of());
    assertThat(generated(contract)).contains("'a\"; alert(1); \"\\\\\\u000a\\u2028'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/ alert(1) /*",
        "{@code */}",
        "<pre>{@code */}</pre>",
        "&#42;/",
        "*&#47;",
        "{@literal *}/",
        "*\u0000/",
        "*\u200b/"
      })
  void keepsCommentsClosed(String doc) {
    String text = generated(Contracts.of(message("M", doc, string("a", 1))));
    String comment = text.substring(text.indexOf("/**") + 3, text.indexOf("export interface M "));
    assertThat(comment).containsOnlyOnce("*/").endsWith("*/\n");
  }

  @Test
  void showsInvisibleCharactersOfComments() {
    String text = generated(Contracts.of(message("M", "a\u202eb\u2066c\ufeff")));
    assertThat(text).contains("/** aU+202EbU+2066cU+FEFF */");
  }

  private static Contract groupWith(String method, String parameter) {
    return new Contract(
        List.of(new EventGroup(name("User"), "", List.of(event(method, parameter)))),
        List.of(),
        List.of(message("M", "")));
  }

  private static Event event(String method, String parameter) {
    return new Event(
        method,
        0,
        Optional.of(new Event.Payload(parameter, new MessageRef(name("M")))),
        Optional.empty(),
        Optional.empty(),
        false,
        "");
  }

  private static String generated(Contract contract) {
    return String.join(
        "\n", TypeScriptGenerator.generate(contract).stream().map(it -> it.content()).toList());
  }

  private static void assertRefused(Contract contract, String message) {
    assertThatThrownBy(() -> TypeScriptGenerator.generate(contract))
        .isInstanceOf(UnsuitableNameException.class)
        .hasMessageContaining(message);
  }
}
