package dev.parley.schema;

import java.util.List;
import java.util.Optional;

/** Contracts that several tests look at. */
public final class Contracts {
  private Contracts() {}

  static final TypeName SIGN_IN = TypeName.of("dev.x", "SignInPayloadPB");
  static final TypeName PROFILE = TypeName.of("dev.x", "UserProfilePB");
  static final TypeName ERROR = TypeName.of("dev.x", "FlowyError");
  static final TypeName CODE = TypeName.of("dev.x", "ErrorCode");
  static final TypeName SHAPE = TypeName.of("dev.x", "Shape");
  static final TypeName CIRCLE = new TypeName("dev.x", "Circle", "Shape.Circle");
  static final TypeName UNUSED = TypeName.of("dev.x", "Unused");

  /** Two groups with an enum, a union, a nested name and a type that nobody uses. */
  public static Contract user() {
    var events =
        new EventGroup(
            TypeName.of("dev.x", "UserEvent"),
            "What a front end may ask.",
            List.of(
                new Event(
                    "signIn",
                    0,
                    Optional.of(new Event.Payload("payload", new FieldType.MessageRef(SIGN_IN))),
                    Optional.of(new FieldType.MessageRef(PROFILE)),
                    Optional.of(
                        new Event.DeclaredError(
                            TypeName.of("dev.x", "FlowyException"),
                            new FieldType.MessageRef(ERROR))),
                    true,
                    "Signs in.\n\nWith an é-mail address."),
                new Event(
                    "signOut",
                    2,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    "")));
    var notifications =
        new NotificationGroup(
            TypeName.of("dev.x", "UserNotification"),
            "User",
            "",
            List.of(
                new NotificationGroup.Notification(
                    "userSignOut", 1, Optional.empty(), Optional.empty(), ""),
                new NotificationGroup.Notification(
                    "draw",
                    2,
                    Optional.of("userId"),
                    Optional.of(new Event.Payload("shape", new FieldType.UnionRef(SHAPE))),
                    "Draws.")));
    return new Contract(List.of(events), List.of(notifications), types());
  }

  /** Notifications that are delivered in each way, and one that carries an error instead. */
  public static NotificationGroup delivery() {
    var profile = Optional.of(new Event.Payload("profile", new FieldType.MessageRef(PROFILE)));
    var outcome = Optional.of(new Event.Payload("outcome", new FieldType.UnionRef(SHAPE)));
    Optional<String> id = Optional.of("id");
    Optional<String> noSubject = Optional.empty();
    return new NotificationGroup(
        TypeName.of("dev.x", "SyncNotification"),
        "Sync",
        "",
        List.of(
            new NotificationGroup.Notification("synced", 1, id, outcome, "")
                .orError(new FieldType.MessageRef(ERROR)),
            new NotificationGroup.Notification("progress", 2, id, profile, "")
                .with(new Policy.Latest()),
            new NotificationGroup.Notification("typed", 3, noSubject, profile, "")
                .with(new Policy.Debounced(200, 1000))));
  }

  /** An event with streams in each direction, and one with both. */
  public static EventGroup transfer() {
    var profile = new FieldType.MessageRef(PROFILE);
    var shape = new FieldType.UnionRef(SHAPE);
    Optional<Event.DeclaredError> error =
        Optional.of(
            new Event.DeclaredError(
                TypeName.of("dev.x", "FlowyException"), new FieldType.MessageRef(ERROR)));
    var signIn = Optional.of(new Event.Payload("head", new FieldType.MessageRef(SIGN_IN)));
    Optional<FieldType.Single> response = Optional.of(profile);
    return new EventGroup(
        TypeName.of("dev.x", "TransferEvent"),
        "",
        List.of(
            new Event("exportData", 40, signIn, Optional.empty(), error, false, "")
                .to("shapes", shape),
            new Event("importData", 41, signIn, response, Optional.empty(), false, "")
                .from("shapes", shape),
            new Event("upload", 42, Optional.empty(), Optional.empty(), error, false, "")
                .from("shapes", shape),
            new Event("converse", 43, signIn, response, error, false, "")
                .from("questions", profile)
                .to("answers", shape)));
  }

  private static List<TypeDeclaration> types() {
    return List.of(
        new MessageType(
            SIGN_IN,
            "Who signs in.",
            List.of(
                new Field("email", 1, FieldType.Scalar.STRING, false, "Where mail goes."),
                new Field("password", 2, FieldType.Scalar.STRING, false, ""))),
        new MessageType(
            PROFILE,
            "",
            List.of(
                new Field("id", 1, FieldType.Scalar.SINT64, false, ""),
                new Field("iconUrl", 2, FieldType.Scalar.STRING, true, ""),
                new Field("tags", 3, new FieldType.ListOf(FieldType.Scalar.STRING), false, ""),
                new Field(
                    "codes",
                    10,
                    new FieldType.MapOf(FieldType.Scalar.STRING, new FieldType.EnumRef(CODE)),
                    false,
                    ""),
                new Field("since", 4, new FieldType.Timestamp(), false, ""))),
        new MessageType(
            ERROR, "", List.of(new Field("code", 1, new FieldType.EnumRef(CODE), false, ""))),
        new EnumType(
            CODE,
            "",
            List.of(
                new EnumType.Constant("EMAIL_IS_EMPTY", 19, "No e-mail."),
                new EnumType.Constant("INTERNAL", 0, ""))),
        new UnionType(SHAPE, "A shape.", List.of(new UnionType.Alternative(1, CIRCLE))),
        new MessageType(
            CIRCLE, "", List.of(new Field("radius", 1, FieldType.Scalar.DOUBLE, false, ""))),
        new MessageType(UNUSED, "", List.of()));
  }
}
