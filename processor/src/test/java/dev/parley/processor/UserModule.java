package dev.parley.processor;

/** The sources of a module with a bit of everything. */
final class UserModule {
  private static final String USER_EVENT =
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
         * @return whom the address
         *     belongs to
         */
        @Event(0) UserProfilePB signIn(SignInPayloadPB payload) throws FlowyException;
        @Idempotent @Inline @Event(2) void signOut();
        /**
         * Draws what it is told.
         *
         * @param payload for whom
         * @param shapes what to draw
         * @param circles what was drawn of it
         * @throws FlowyException never
         */
        @Event(40) void draw(SignInPayloadPB payload, Source<Shape> shapes, Sink<Shape.Circle> circles)
            throws FlowyException;
        /** @param shapes what to keep */
        @Event(41) UserProfilePB keep(Source<Shape> shapes);
        @Event(42) UserProfilePB list(Sink<Shape> shapes) throws FlowyException;
        @Event(43) UserProfilePB all(SignInPayloadPB payload, Source<Shape> shapes, Sink<Shape> others);
        @Event(44) void watch(Sink<ChunkPB> chunks);
      }
      """;
  private static final String USER_NOTIFICATION =
      """
      package dev.x;
      import dev.parley.annotations.*;
      /** What the user module tells. */
      @NotificationGroup(source = "User")
      public interface UserNotification {
        /**
         * A profile has changed.
         *
         * @param userId whose profile
         * @param profile what it is now
         */
        @Latest
        @Notification(2) void profileUpdate(@Subject String userId, UserProfilePB profile);
        @Notification(3) void synced(Outcome<Shape, FlowyError> outcome);
        @Debounced(quietMillis = 200, maxWaitMillis = 1000)
        @Notification(4) void typed();
      }
      """;
  private static final String SIGN_IN_PAYLOAD =
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
      """;
  private static final String USER_PROFILE =
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
      """;
  private static final String THEME_MODE =
      """
      package dev.x;
      import dev.parley.annotations.*;
      /** How the application looks. */
      @Message
      public enum ThemeModePB { /** Bright. */ @Field(0) LIGHT, @Field(1) DARK }
      """;
  private static final String SHAPE =
      """
      package dev.x;
      import dev.parley.annotations.*;
      /** A figure. */
      @Message
      public sealed interface Shape {
        /** Round. */
        @Field(1) record Circle(@Field(1) double radius) implements Shape {}
        @Message @Field(2) record Square(@Field(1) double side) implements Shape {}
      }
      """;
  private static final String FLOWY_ERROR =
      """
      package dev.x;
      import dev.parley.annotations.*;
      @Message
      public record FlowyError(@Field(1) String msg) {}
      """;
  private static final String FLOWY_EXCEPTION =
      """
      package dev.x;
      import dev.parley.annotations.*;
      public final class FlowyException extends EventException {
        private static final long serialVersionUID = 1L;
        private final transient FlowyError error;
        public FlowyException(FlowyError error) { super(error.msg()); this.error = error; }
        @Override public FlowyError error() { return error; }
      }
      """;

  /** Only an item, and nothing else of the contract. */
  private static final String CHUNK =
      """
      package dev.x;
      import dev.parley.annotations.*;
      @Message
      public record ChunkPB(@Field(1) byte[] bytes) {}
      """;

  /** One string a file. */
  static final String[] SOURCES = {
    USER_EVENT,
    USER_NOTIFICATION,
    SIGN_IN_PAYLOAD,
    USER_PROFILE,
    THEME_MODE,
    SHAPE,
    FLOWY_ERROR,
    FLOWY_EXCEPTION,
    CHUNK
  };

  private UserModule() {}
}
