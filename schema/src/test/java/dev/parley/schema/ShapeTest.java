package dev.parley.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private final Contract contract = Contracts.user();

  @Test
  void listsEventsAndEveryTypeTheyReachInOrder() {
    Shape shape = Shape.of(contract, contract.eventGroups().getFirst());

    assertThat(shape.text())
        .isEqualTo(
            """
            enum dev.x.ErrorCode.0 = INTERNAL
            enum dev.x.ErrorCode.19 = EMAIL_IS_EMPTY
            event SignIn = 0 (dev.x.SignInPayloadPB) -> dev.x.UserProfilePB ! dev.x.FlowyError
            event SignOut = 2 ()
            field dev.x.FlowyError.1 = dev.x.ErrorCode code
            field dev.x.SignInPayloadPB.1 = string email
            field dev.x.SignInPayloadPB.2 = string password
            field dev.x.UserProfilePB.1 = sint64 id
            field dev.x.UserProfilePB.10 = map<string, dev.x.ErrorCode> codes
            field dev.x.UserProfilePB.2 = optional string iconUrl
            field dev.x.UserProfilePB.3 = repeated string tags
            field dev.x.UserProfilePB.4 = google.protobuf.Timestamp since
            type dev.x.ErrorCode = enum
            type dev.x.FlowyError = message
            type dev.x.SignInPayloadPB = message
            type dev.x.UserProfilePB = message\
            """
                .stripIndent());
  }

  @Test
  void listsStreamsBehindThePayloadAndBeforeTheResponse() {
    String text = Shape.of(contract, Contracts.transfer()).text();

    assertThat(text.lines().filter(it -> it.startsWith("event ")))
        .containsExactly(
            "event Converse = 43 (dev.x.SignInPayloadPB, stream dev.x.UserProfilePB)"
                + " -> stream dev.x.Shape, dev.x.UserProfilePB ! dev.x.FlowyError",
            "event ExportData = 40 (dev.x.SignInPayloadPB) -> stream dev.x.Shape ! dev.x.FlowyError",
            "event ImportData = 41 (dev.x.SignInPayloadPB, stream dev.x.Shape)"
                + " -> dev.x.UserProfilePB",
            "event Upload = 42 (stream dev.x.Shape) ! dev.x.FlowyError");
    assertThat(text).contains("type dev.x.Circle = message", "type dev.x.Shape = union");
  }

  @Test
  void listsNotificationsWithSourceNumberAndSubject() {
    Shape shape = Shape.of(contract, contract.notificationGroups().getFirst());

    assertThat(shape.text())
        .isEqualTo(
            """
            field dev.x.Circle.1 = double radius
            notification Draw = User 2 subject (dev.x.Shape)
            notification UserSignOut = User 1 ()
            type dev.x.Circle = message
            type dev.x.Shape = union
            union dev.x.Shape.1 = dev.x.Circle\
            """);
  }

  @Test
  void listsTheErrorThatANotificationMayCarryInstead() {
    String text = Shape.of(contract, Contracts.delivery()).text();

    assertThat(text.lines().filter(it -> it.startsWith("notification ")))
        .containsExactly(
            "notification Progress = Sync 2 subject (dev.x.UserProfilePB)",
            "notification Synced = Sync 1 subject (dev.x.Shape or dev.x.FlowyError)",
            "notification Typed = Sync 3 (dev.x.UserProfilePB)");
    assertThat(text).contains("type dev.x.FlowyError = message", "type dev.x.ErrorCode = enum");
  }

  @Test
  void fingerprintIsTheStartOfTheSha256OfTheText() {
    // printf '' | sha256sum: a group without events has an empty shape
    var empty = new EventGroup(TypeName.of("dev.x", "Empty"), "", List.of());

    assertThat(Shape.of(new Contract(List.of(empty), List.of(), List.of()), empty))
        .isEqualTo(new Shape("", "e3b0c44298fc1c14"));
  }

  @Test
  void howNotificationsAreDeliveredDoesNotChangeTheFingerprint() {
    NotificationGroup group = Contracts.delivery();
    var plain =
        new NotificationGroup(
            group.name(),
            group.source(),
            "other",
            group.notifications().stream().map(it -> it.with(Policy.EVERY)).toList());

    assertThat(plain).isNotEqualTo(group);
    assertThat(Shape.of(contract, plain)).isEqualTo(Shape.of(contract, group));
  }

  @Test
  void docCommentsInlineAndIdempotentDoNotChangeTheFingerprint() {
    EventGroup group = contract.eventGroups().getFirst();
    var plain =
        new EventGroup(
            group.name(),
            "other",
            group.events().stream()
                .map(e ->
                    new Event(
                            e.method(), e.number(), e.payload(), e.response(), e.error(), false, "")
                        .asIdempotent())
                .toList());

    assertThat(Shape.of(contract, plain)).isEqualTo(Shape.of(contract, group));
  }

  @Test
  void everyKeyIsUnique() {
    for (EventGroup group : contract.eventGroups()) {
      assertThat(
              Shape.of(contract, group)
                  .text()
                  .lines()
                  .map(line -> line.split(" = ", 2)[0])
                  .toList())
          .doesNotHaveDuplicates();
    }
  }
}
