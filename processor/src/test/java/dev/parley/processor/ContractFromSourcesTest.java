package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContractFromSourcesTest {
  @Test
  void readsTheUserModule() {
    Compiled compiled =
        Compiled.of(
            """
            package dev.x;
            import dev.parley.annotations.*;
            /** What a front end may ask of the user module. */
            @EventGroup
            public interface UserEvent {
              /**
               * Signs in with an e-mail address.
               *
               * @param payload who
               */
              @Event(0) UserProfilePB signIn(SignInPayloadPB payload) throws FlowyException;
              @Inline @Event(2) void signOut();
            }
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            @NotificationGroup(source = "User")
            public interface UserNotification {
              @Notification(2) void profileUpdate(@Subject String userId, UserProfilePB profile);
            }
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            /**
             * Who signs in.
             *
             * @param email where mail
             *     goes
             */
            @Message
            public record SignInPayloadPB(@Field(1) String email, @Field(value = 2, type = FieldType.SINT32) int age) {}
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            import java.util.*;
            import java.time.*;
            import org.jspecify.annotations.Nullable;
            @Message
            public record UserProfilePB(@Field(1) long id, @Field(2) @Nullable String iconUrl,
                @Field(3) List<String> tags, @Field(4) Map<String, ThemeModePB> modes,
                @Field(5) Instant since, @Field(6) byte @Nullable [] picture, @Field(7) Shape shape,
                @Field(8) @Nullable Integer count) {}
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            @Message
            public enum ThemeModePB { /** Bright. */ @Field(0) LIGHT, @Field(1) DARK }
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            @Message
            public sealed interface Shape {
              @Field(1) record Circle(@Field(1) double radius) implements Shape {}
              @Message @Field(2) record Square(@Field(1) double side) implements Shape {}
            }
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            @Message
            public record FlowyError(@Field(1) String msg) {}
            """,
            """
            package dev.x;
            import dev.parley.annotations.*;
            public final class FlowyException extends EventException {
              private static final long serialVersionUID = 1L;
              private final transient FlowyError error;
              public FlowyException(FlowyError error) { super(error.msg()); this.error = error; }
              @Override public FlowyError error() { return error; }
            }
            """);

    assertThat(compiled.messages()).isEmpty();
    assertThat(compiled.files())
        .containsKeys(
            "META-INF/parley/dev.x.UserEvent.json",
            "META-INF/parley/dev.x.UserNotification.json",
            "META-INF/parley/dev.x.proto");
  }
}
