package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The many ways to the same diagnostics. Every line that is wrong says so in a comment; no other
 * line may be reported.
 */
class DiagnosticVariantsTest {
  private static final String IMPORTS =
      """
      package demo;
      import dev.parley.annotations.*;
      import java.util.*;
      import org.jspecify.annotations.Nullable;
      """;
  private static final String MODE = IMPORTS + "@Message public enum Mode { @Field(0) LIGHT }";
  private static final String PROFILE =
      IMPORTS + "@Message public record Profile(@Field(1) String name) {}";

  @Test
  void componentsOfTypesThatCannotCross() {
    assertReported(
        MODE,
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) char a, // PARLEY001
                @Field(2) short b, // PARLEY001
                @Field(3) byte c, // PARLEY001
                @Field(4) Short d, // PARLEY001
                @Field(5) Object e, // PARLEY001
                @Field(6) Optional<String> f, // PARLEY001
                @Field(7) Set<String> g, // PARLEY001
                @Field(8) List<?> h, // PARLEY001
                @Field(9) List<? extends String> i, // PARLEY001
                @Field(10) Map<String, ?> j, // PARLEY001
                @Field(11) Runnable k, // PARLEY001
                @Field(12) int[] l, // PARLEY014
                @Field(13) String[] m, // PARLEY014
                @Field(14) byte[][] n, // PARLEY014
                @Field(15) HashMap<String, String> o, // PARLEY014
                @Field(16) Date p, // PARLEY014
                @Field(17) Map<byte[], String> q, // PARLEY032
                @Field(18) Map<Mode, String> r, // PARLEY032
                @Field(19) Map<Float, String> s, // PARLEY032
                @Field(20) List<Map<String, String>> t, // PARLEY033
                @Field(21) Map<String, List<String>> u, // PARLEY033
                @Field(22) List<Set<String>> v, // PARLEY033
                @Field(23) Long w, // PARLEY041
                @Field(24) Boolean x, // PARLEY041
                @Field(25) Thread.State y // PARLEY046
                ) {}
            """);
  }

  @Test
  void nullableAndEncodingsInWrongPlaces() {
    assertReported(
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) List<@Nullable String> a, // PARLEY031
                @Field(2) @Nullable Map<String, String> b, // PARLEY031
                @Field(3) Map<String, @Nullable String> c, // PARLEY031
                @Field(4) Map<@Nullable String, String> d, // PARLEY031
                @Field(5) @Nullable byte[] e, // PARLEY031
                @Field(6) @Nullable int f, // PARLEY031
                @Field(value = 7, type = FieldType.SINT32) long g, // PARLEY034
                @Field(value = 8, type = FieldType.FIXED64) int h, // PARLEY034
                @Field(value = 9, type = FieldType.UINT32) String i, // PARLEY034
                @Field(value = 10, type = FieldType.UINT32) List<Long> j, // PARLEY034
                @Field(value = 11, type = FieldType.UINT32) List<Integer> k,
                @Field(value = 12, type = FieldType.SFIXED64) @Nullable Long l
                ) {}
            """);
  }

  @Test
  void numbersAtTheEdgesOfTheirRanges() {
    assertReported(
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(-1) int a, // PARLEY005
                @Field(1) int b,
                @Field(18_999) int c,
                @Field(19_000) int d, // PARLEY004
                @Field(19_999) int e, // PARLEY004
                @Field(20_000) int f,
                @Field(536_870_911) int g,
                @Field(536_870_912) int h // PARLEY005
                ) {}
            """,
        IMPORTS
            + """
            @EventGroup public interface WrongEvent {
              @Event(-1) void a(); // PARLEY007
              @Event(Integer.MAX_VALUE) void b();
            }
            """,
        IMPORTS
            + """
            @Message public sealed interface Shape {
              @Field(0) record Circle() implements Shape {} // PARLEY005
              @Field(1) record Square() implements Shape {}
              @Field(1) record Triangle() implements Shape {} // PARLEY003
            }
            """);
  }

  @Test
  void namesThatALanguageCannotUse() {
    assertReported(
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) int constructor, // PARLEY020
                @Field(2) int runtimeType, // PARLEY020
                @Field(3) int delete, // PARLEY020
                @Field(4) int with, // PARLEY020
                @Field(5) int a$b, // PARLEY019
                @Field(6) int _c, // PARLEY019
                @Field(7) int D, // PARLEY019
                @Field(8) int ｅ, // PARLEY019
                @Field(9) int fooBar1,
                @Field(10) int foo_bar1 // PARLEY021
                ) {}
            """,
        IMPORTS
            + """
            public interface Types {
              @Message record Promise() {} // PARLEY020
              @Message record Object() {} // PARLEY020
              @Message record Result() {} // PARLEY020
              @Message record Call() {} // PARLEY020
              @Message record Override() {} // PARLEY020
              @Message record Future() {} // PARLEY020
              @Message record lower() {} // PARLEY019
              @Message record Foo$Bar() {} // PARLEY019
              @Message record A() {} // PARLEY024
              @Message record ACodec() {}
              @Message enum Foo { @Field(0) BAR_X }
              @Message enum FooBar { @Field(0) X } // PARLEY024
            }
            """,
        IMPORTS
            + """
            @Message public sealed interface Shape {
              @Field(1) record Kind() implements Shape {} // PARLEY021
            }
            """);
  }

  @Test
  void methodsThatAreNoEvents() {
    assertReported(
        PROFILE,
        MODE,
        IMPORTS
            + """
            @EventGroup public interface WrongEvent {
              @Event(0) static void a() {} // PARLEY036
              @Event(1) <T> void b(); // PARLEY036
              private void c() {} // PARLEY036
              @Event(2) void d(Profile... profiles); // PARLEY011
              @Event(3) void e(int number); // PARLEY011
              @Event(4) void f(Mode mode); // PARLEY011
              @Event(5) List<Profile> g(); // PARLEY012
              @Event(6) Mode h(); // PARLEY012
              @Event(7) void i(@Nullable Profile profile); // PARLEY031
              @Event(8) @Nullable Profile j(); // PARLEY031
              @Event(9) void k() throws RuntimeException; // PARLEY016
              @Event(10) void l() throws EventException; // PARLEY017
              @Event(11) void m(Profile in); // PARLEY020
            }
            """,
        IMPORTS
            + """
            @EventGroup public interface GenericEvent<T> { // PARLEY040
              @Event(0) void a();
            }
            """,
        IMPORTS
            + """
            @EventGroup @NotificationGroup(source = "Both")
            public interface BothEvent { // PARLEY039
            }
            """);
  }

  @Test
  void streamsThatCannotBe() {
    assertReported(
        PROFILE,
        MODE,
        IMPORTS
            + """
            @EventGroup public interface WrongEvent {
              @Event(0) void a(Sink<Profile> out, Source<Profile> in_); // PARLEY048
              @Event(1) void b(Source<Profile> from, Profile payload); // PARLEY048
              @Event(2) void c(Profile one, Source<Profile> from, Profile two); // PARLEY048 PARLEY010
              @Event(3) void d(Source<Profile> one, Source<Profile> two); // PARLEY049
              @Event(4) void e(Sink<Mode> modes); // PARLEY050
              @Event(5) void f(Sink<String> texts); // PARLEY050
              @Event(6) void g(Source<List<Profile>> lists); // PARLEY050
              @Event(7) void h(Source from); // PARLEY051
              @Event(8) void i(Sink<?> to); // PARLEY051
              @Event(9) void j(Sink<? super Profile> to); // PARLEY051
              @Inline @Event(10) void k(Sink<Profile> to); // PARLEY052
              @Inline @Event(11) void l(Profile payload, Source<Profile> from); // PARLEY052
              @Event(12) Sink<Profile> m(); // PARLEY053
              @Event(13) void n(@Nullable Sink<Profile> to); // PARLEY031
              @Event(14) void o(Source<@Nullable Profile> from); // PARLEY031
              @Event(15) void p(Source<Profile>... from); // PARLEY011
              @Event(16) void q(Sink<Profile> delete); // PARLEY020
              @Event(18) void constructor(); // PARLEY020
              @Event(17) Profile r(Profile payload, Source<Profile> from, Sink<Profile> to);
            }
            """,
        IMPORTS
            + """
            @NotificationGroup(source = "User") public interface WrongNotification {
              @Notification(1) void a(Sink<Profile> to); // PARLEY053
              @Notification(2) void b(@Subject String id, Source<Profile> from); // PARLEY053
            }
            """,
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) Sink<Profile> a, // PARLEY001
                @Field(2) List<Source<Profile>> b // PARLEY001
                ) {}
            """);
  }

  @Test
  void outcomesThatCannotBe() {
    assertReported(
        PROFILE,
        MODE,
        IMPORTS
            + """
            @NotificationGroup(source = "Sync") public interface WrongNotification {
              @Notification(1) void a(Outcome<Profile, Profile> outcome);
              @Notification(2) void b(@Subject String id, Outcome<Profile, Profile> outcome);
              @Notification(3) void c(Outcome outcome); // PARLEY067
              @Notification(4) void d(Outcome<?, Profile> outcome); // PARLEY067
              @Notification(5) void e(Outcome<? extends Profile, Profile> outcome); // PARLEY067
              @Notification(6) void f(Outcome.Success<Profile, Profile> outcome); // PARLEY067
              @Notification(7) void g(Outcome<String, Integer> outcome); // PARLEY066 PARLEY066
              @Notification(8) void h(Outcome<Mode, Profile> outcome); // PARLEY066
              @Notification(9) void i(Outcome<List<Profile>, Profile> outcome); // PARLEY066
              @Notification(10) void j(Outcome<Outcome<Profile, Profile>, Profile> o); // PARLEY066
              @Notification(11) void k(@Nullable Outcome<Profile, Profile> outcome); // PARLEY031
              @Notification(12) void l(Outcome<@Nullable Profile, Profile> outcome); // PARLEY031
              @Notification(13) void m(Outcome<Profile, Profile> a, Profile b); // PARLEY010
              @Notification(14) void n(Profile... profiles); // PARLEY011
              @Notification(15) void o(@Subject Outcome<Profile, Profile> id); // PARLEY038
              @Notification(16) void p(Outcome<Profile, Profile> delete); // PARLEY020
            }
            """,
        IMPORTS
            + """
            @EventGroup public interface WrongEvent {
              @Event(0) void a(Outcome<Profile, Profile> outcome); // PARLEY065
              @Event(1) Outcome<Profile, Profile> b(); // PARLEY065
              @Event(2) void c(Sink<Outcome<Profile, Profile>> outcomes); // PARLEY065
              @Event(3) Outcome.Failure<Profile, Profile> d(); // PARLEY065
            }
            """,
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) Outcome<Profile, Profile> a, // PARLEY001
                @Field(2) List<Outcome<Profile, Profile>> b // PARLEY001
                ) {}
            """);
  }

  @Test
  void deliveryThatCannotBe() {
    assertReported(
        PROFILE,
        IMPORTS
            + """
            @NotificationGroup(source = "Sync")
            public interface WrongNotification { // PARLEY024
              @Latest @Notification(1) void a(Profile profile);
              @Latest @Notification(2) void b();
              @Debounced(quietMillis = 1, maxWaitMillis = 1) @Notification(3) void c(Profile p);
              @Debounced(quietMillis = 0, maxWaitMillis = 1) @Notification(4) void d(); // PARLEY069
              @Debounced(quietMillis = -1, maxWaitMillis = -1) @Notification(5) void e(); // PARLEY069
              @Debounced(quietMillis = 2, maxWaitMillis = 1) @Notification(6) void f(); // PARLEY069
              @Latest @Debounced(quietMillis = 1, maxWaitMillis = 1)
              @Notification(7) void g(); // PARLEY068
              @Idempotent @Notification(8) void h(); // PARLEY042
              @Notification(9) void saved();
              @Notification(10) void onSaved();
              @Notification(11) void savedPublisher(); // PARLEY024
              @Notification(12) void observeSaved(); // PARLEY024
            }
            """,
        IMPORTS
            + """
            @Message public record WrongNotificationItem() {}
            """,
        IMPORTS
            + """
            @EventGroup public interface WrongEvent {
              @Idempotent @Event(0) Profile a(Profile profile);
              @Idempotent @Inline @Event(1) void b();
              @Idempotent @Event(2) void c(Sink<Profile> to); // PARLEY070
              @Idempotent @Event(3) void d(Source<Profile> from); // PARLEY070
              @Latest @Event(4) void e(); // PARLEY042
              @Debounced(quietMillis = 1, maxWaitMillis = 1) @Event(5) void f(); // PARLEY042
            }
            """,
        IMPORTS
            + """
            public class Stray {
              @Idempotent void a() {} // PARLEY042
              @Latest void b() {} // PARLEY042
              @Debounced(quietMillis = 1, maxWaitMillis = 1) void c() {} // PARLEY042
            }
            """);
  }

  @Test
  void notificationsAndStrayAnnotations() {
    assertReported(
        PROFILE,
        IMPORTS
            + """
            @NotificationGroup(source = "User") public interface WrongNotification {
              @Notification(1) void a(Profile profile, @Subject String id); // PARLEY038
              @Notification(2) void b(@Subject String id, @Subject String other); // PARLEY038
              @Notification(3) void c(@Subject String id, String name); // PARLEY011
              @Notification(3) void d(); // PARLEY006
              @Event(4) void e(); // PARLEY042
            }
            """,
        IMPORTS
            + """
            @NotificationGroup(source = "a b") public interface SpacedNotification { // PARLEY019
            }
            """,
        IMPORTS
            + """
            public class Stray {
              @Inline void a() {} // PARLEY042
              void b(@Subject String id) {} // PARLEY042
              @Field(1) int c; // PARLEY042
              record Plain(@Field(1) int d) {} // PARLEY042
              @Field(1) record Numbered() {} // PARLEY042
            }
            """);
  }

  @Test
  void messagesThatNeedEachOtherAndThoseThatDoNot() {
    assertReported(
        IMPORTS
            + """
            public interface Types {
              @Message record A(@Field(1) B b) {}
              @Message record B(@Field(1) C c) {}
              @Message record C(@Field(1) A a) {} // PARLEY030
              @Message record Tree(@Field(1) List<Tree> children, @Field(2) Map<String, Tree> named) {}
              @Message record Link(@Field(1) @Nullable Link next) {}
              @Message sealed interface U permits V {}
              @Message @Field(1) record V(@Field(1) U u) implements U {}
            }
            """);
  }

  private static void assertReported(String... sources) {
    var expected = new ArrayList<String>();
    for (String source : sources) {
      List<String> lines = source.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        int marker = lines.get(i).indexOf("// PARLEY");
        if (marker >= 0) {
          for (String id : lines.get(i).substring(marker + 3).strip().split(" ", -1)) {
            expected.add(Compiled.fileOf(source) + ":" + (i + 1) + " " + id);
          }
        }
      }
    }

    List<Compiled.Message> messages = Compiled.of(sources).messages();

    assertThat(messages)
        .extracting(it -> it.file() + ":" + it.line() + " " + it.id())
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
