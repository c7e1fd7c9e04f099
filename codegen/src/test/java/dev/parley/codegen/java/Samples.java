package dev.parley.codegen.java;

import dev.parley.codegen.ConstraintSamples;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.FieldType.EnumRef;
import dev.parley.schema.FieldType.ListOf;
import dev.parley.schema.FieldType.MapOf;
import dev.parley.schema.FieldType.MessageRef;
import dev.parley.schema.FieldType.Scalar;
import dev.parley.schema.FieldType.UnionRef;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Contracts, one for each case of the generator. */
final class Samples {
  static final String PACKAGE = "dev.x";

  private Samples() {}

  /** Every case by its name. */
  static Map<String, Contract> all() {
    Map<String, Contract> all = new LinkedHashMap<>();
    all.put("scalars", types(scalars()));
    all.put("encodings", types(encodings()));
    all.put("empty", types(message("Nothing")));
    all.put(
        "enumeration", types(theme(), message("Settings", field(1, enumRef("Theme"), "theme"))));
    all.put("nested", types(address(), profile()));
    all.put("recursive", types(tree()));
    all.put("lists", types(theme(), address(), lists()));
    all.put("maps", types(theme(), address(), maps()));
    all.put("nullable", types(theme(), address(), nullable()));
    all.put("union", union());
    all.put("times", types(times()));
    all.put("nestedtypes", nestedTypes());
    all.put("otherpackage", otherPackage());
    all.put("names", names());
    all.put("events", events());
    all.put("streams", streams());
    all.put("notifications", notifications());
    all.put("delivery", delivery());
    all.put("constraints", ConstraintSamples.in(PACKAGE));
    return all;
  }

  static Contract named(String name) {
    return Objects.requireNonNull(all().get(name));
  }

  private static MessageType scalars() {
    return message(
        "Scalars",
        field(1, Scalar.INT32, "a"),
        field(2, Scalar.INT64, "b"),
        field(3, Scalar.FLOAT, "c"),
        field(4, Scalar.DOUBLE, "d"),
        field(5, Scalar.BOOL, "e"),
        field(6, Scalar.STRING, "f"),
        field(536_870_911, Scalar.BYTES, "g"));
  }

  private static MessageType encodings() {
    var fields = new ArrayList<Field>();
    int number = 0;
    for (Scalar scalar : Scalar.values()) {
      // Declared backwards: the constructor's order isn't the wire's.
      fields.addFirst(field(++number, scalar, "a" + scalar.name().toLowerCase(Locale.ROOT)));
    }
    return message("Encodings", fields.toArray(Field[]::new));
  }

  static EnumType theme() {
    return new EnumType(
        name("Theme"),
        "How it looks.",
        List.of(
            new EnumType.Constant("LIGHT", 0, "Black on white."),
            new EnumType.Constant("VERY_DARK", 7, ""),
            new EnumType.Constant("NEGATIVE", -1, "")));
  }

  static MessageType address() {
    return message("Address", field(1, Scalar.STRING, "street"), field(2, Scalar.STRING, "city"));
  }

  static MessageType profile() {
    return message(
        "Profile",
        field(1, Scalar.STRING, "name"),
        field(2, messageRef("Address"), "home"),
        new Field("work", 3, messageRef("Address"), true, ""));
  }

  private static MessageType tree() {
    return message(
        "Tree",
        field(1, Scalar.STRING, "label"),
        new Field("left", 2, messageRef("Tree"), true, ""),
        field(3, new ListOf(messageRef("Tree")), "children"),
        field(4, new MapOf(Scalar.STRING, messageRef("Tree")), "byName"));
  }

  private static MessageType lists() {
    var fields = new ArrayList<Field>();
    int number = 0;
    for (Scalar scalar : Scalar.values()) {
      String name = scalar.name().toLowerCase(Locale.ROOT) + "s";
      fields.add(field(++number, new ListOf(scalar), name));
    }
    fields.add(field(16, new ListOf(enumRef("Theme")), "themes"));
    fields.add(field(17, new ListOf(messageRef("Address")), "addresses"));
    fields.add(field(18, new ListOf(new FieldType.Timestamp()), "instants"));
    fields.add(field(19, new ListOf(new FieldType.Duration()), "durations"));
    return message("Lists", fields.toArray(Field[]::new));
  }

  private static MessageType maps() {
    return message(
        "Maps",
        field(1, new MapOf(Scalar.STRING, messageRef("Address")), "addresses"),
        field(2, new MapOf(Scalar.INT32, Scalar.STRING), "names"),
        field(3, new MapOf(Scalar.SFIXED64, Scalar.BYTES), "blobs"),
        field(4, new MapOf(Scalar.BOOL, enumRef("Theme")), "themes"),
        field(5, new MapOf(Scalar.UINT64, new FieldType.Timestamp()), "instants"));
  }

  private static MessageType nullable() {
    var fields = new ArrayList<Field>();
    int number = 0;
    for (Scalar scalar : Scalar.values()) {
      String name = "a" + scalar.name().toLowerCase(Locale.ROOT);
      fields.add(new Field(name, ++number, scalar, true, ""));
    }
    fields.add(new Field("theme", 16, enumRef("Theme"), true, ""));
    fields.add(new Field("address", 17, messageRef("Address"), true, ""));
    fields.add(new Field("instant", 18, new FieldType.Timestamp(), true, ""));
    fields.add(new Field("duration", 19, new FieldType.Duration(), true, ""));
    return message("Nullables", fields.toArray(Field[]::new));
  }

  private static MessageType times() {
    return message(
        "Times",
        field(1, new FieldType.Timestamp(), "instant"),
        field(2, new FieldType.Duration(), "duration"));
  }

  private static Contract union() {
    return types(
        message("Circle", field(1, Scalar.DOUBLE, "radius")),
        message("Square", field(1, Scalar.DOUBLE, "side")),
        new UnionType(
            name("Shape"),
            "A plane figure.",
            List.of(
                new UnionType.Alternative(1, name("Circle")),
                new UnionType.Alternative(20, name("Square")))),
        message(
            "Drawing",
            field(1, new UnionRef(name("Shape")), "frame"),
            new Field("hole", 2, new UnionRef(name("Shape")), true, ""),
            field(3, new ListOf(new UnionRef(name("Shape"))), "shapes"),
            field(4, new MapOf(Scalar.STRING, new UnionRef(name("Shape"))), "named")));
  }

  private static Contract nestedTypes() {
    var point = new TypeName(PACKAGE, "Point", "Figure.Point");
    var kind = new TypeName(PACKAGE, "Kind", "Figure.Point.Kind");
    return types(
        new EnumType(kind, "", List.of(new EnumType.Constant("ROUND", 0, ""))),
        new MessageType(point, "", List.of(field(1, new EnumRef(kind), "kind"))),
        new UnionType(name("Figure"), "", List.of(new UnionType.Alternative(1, point))));
  }

  private static Contract otherPackage() {
    var there = new TypeName("dev.y", "Inner", "Outer.Inner");
    var theme = TypeName.of("dev.y", "Theme");
    return types(
        new EnumType(theme, "", List.of(new EnumType.Constant("ZERO", 0, ""))),
        new MessageType(there, "", List.of()),
        message(
            "Here",
            field(1, new MessageRef(there), "there"),
            field(2, new EnumRef(theme), "theme")));
  }

  /** Types and fields named like what generated code itself uses. */
  private static Contract names() {
    return types(
        message("String", field(1, Scalar.STRING, "text")),
        message("List", field(1, new ListOf(Scalar.STRING), "items")),
        message("Codec"),
        message("Override"),
        message(
            "Instant",
            field(1, new FieldType.Timestamp(), "in"),
            field(2, Scalar.INT32, "tag"),
            field(3, Scalar.INT32, "out"),
            field(4, Scalar.INT32, "message"),
            field(5, messageRef("String"), "in_"),
            field(6, new MapOf(Scalar.STRING, messageRef("List")), "codec")));
  }

  static Contract events() {
    var exception = name("FlowyException");
    var error = Optional.of(new Event.DeclaredError(exception, messageRef("FlowyError")));
    Optional<FieldType.Single> profile = Optional.of(messageRef("UserProfilePB"));
    return new Contract(
        List.of(
            new EventGroup(
                name("UserEvent"),
                "What a front end may ask of the user module.\n\nIt may ask often.",
                List.of(
                    new Event(
                        "signIn",
                        0,
                        payload("payload", "SignInPayloadPB"),
                        profile,
                        error,
                        false,
                        "Signs in with an e-mail address and a password. This is a long sentence which"
                            + " has to go on in a second line.\n\n<p>See {@link #signOut()} and {@linkplain"
                            + " java.util.List lists}.\n\n@param payload who\n@return the profile"),
                    new Event(
                        "signOut",
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        ""),
                    new Event("getProfile", 3, Optional.empty(), profile, error, true, "Reads."),
                    new Event(
                        "forget",
                        4,
                        payload("core", "SignInPayloadPB"),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        "Forgets.\n\n@deprecated sign out instead"),
                    new Event(
                        "group",
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        "")))),
        List.of(),
        List.of(
            message(
                "SignInPayloadPB",
                field(1, Scalar.STRING, "email"),
                field(2, Scalar.STRING, "password")),
            message("UserProfilePB", field(1, Scalar.INT64, "id")),
            message("FlowyError", field(1, Scalar.INT32, "code"), field(2, Scalar.STRING, "msg"))));
  }

  /** Streams in each direction, with and without payload, response and error. */
  private static Contract streams() {
    var error =
        Optional.of(new Event.DeclaredError(name("FlowyException"), messageRef("FlowyError")));
    Optional<Event.DeclaredError> noError = Optional.empty();
    Optional<FieldType.Single> profile = Optional.of(messageRef("UserProfilePB"));
    Optional<FieldType.Single> nothing = Optional.empty();
    Optional<Event.Payload> noPayload = Optional.empty();
    var chunk = messageRef("ChunkPB");
    String exportDoc =
        "Streams the user's data.\n\n@param payload what to export; a description of some length,"
            + " which goes on in another line\n@param chunks the data, chunk by chunk";
    String importDoc =
        "Takes over data.\n\n@param head where to\n@param chunks the data\n@return whose it is now";
    return new Contract(
        List.of(
            new EventGroup(
                name("DataEvent"),
                "",
                List.of(
                    new Event(
                            "exportData",
                            40,
                            payload("payload", "ExportPayloadPB"),
                            nothing,
                            error,
                            false,
                            exportDoc)
                        .to("chunks", chunk),
                    new Event(
                            "importData",
                            41,
                            payload("options", "ExportPayloadPB"),
                            profile,
                            error,
                            false,
                            importDoc.replace("head", "options"))
                        .from("chunks", chunk),
                    new Event("upload", 42, noPayload, nothing, noError, false, "")
                        .from("chunks", chunk),
                    new Event("watch", 43, noPayload, nothing, noError, false, "")
                        .to("profiles", messageRef("UserProfilePB")),
                    new Event("copy", 44, noPayload, profile, noError, false, "")
                        .from("old", chunk)
                        .to("copied", chunk),
                    new Event(
                            "converse",
                            45,
                            payload("head", "ExportPayloadPB"),
                            profile,
                            error,
                            false,
                            "Answers.\n\n@param questions what to answer\n@param answers the answers")
                        .from("questions", chunk)
                        .to("answers", new UnionRef(name("AnswerPB"))),
                    new Event(
                            "converseAboutEverythingThatTheUserEverSaidOrWrote",
                            46,
                            payload("head", "ExportPayloadPB"),
                            nothing,
                            error,
                            false,
                            "")
                        .from("questions", messageRef("UserProfilePB"))
                        .to("answers", messageRef("UserProfilePB")),
                    new Event("count", 47, noPayload, profile, noError, true, "")))),
        List.of(),
        List.of(
            message("ExportPayloadPB", field(1, Scalar.STRING, "folder")),
            message("ChunkPB", field(1, Scalar.BYTES, "bytes")),
            message("UserProfilePB", field(1, Scalar.INT64, "id")),
            message("FlowyError", field(1, Scalar.INT32, "code")),
            message("YesPB"),
            new UnionType(
                name("AnswerPB"), "", List.of(new UnionType.Alternative(1, name("YesPB"))))));
  }

  private static Contract notifications() {
    return new Contract(
        List.of(),
        List.of(
            new NotificationGroup(
                name("UserNotification"),
                "User",
                "What the user module tells.",
                List.of(
                    new Notification(
                        "userSignIn",
                        1,
                        Optional.empty(),
                        payload("profile", "UserProfilePB"),
                        "Signed in."),
                    new Notification(
                        "profileUpdate",
                        2,
                        Optional.of("userId"),
                        payload("hub", "UserProfilePB"),
                        ""),
                    new Notification("signedOut", 3, Optional.empty(), Optional.empty(), ""),
                    new Notification(
                        "gone", 4, Optional.of("userId"), Optional.empty(), "Is gone.")))),
        List.of(message("UserProfilePB", field(1, Scalar.INT64, "id"))));
  }

  /** Each way in which notifications are delivered, and what comes in a payload's place. */
  private static Contract delivery() {
    Optional<String> id = Optional.of("id");
    Optional<Event.Payload> nothing = Optional.empty();
    var error = messageRef("FlowyError");
    return new Contract(
        List.of(
            new EventGroup(
                name("SyncEvent"),
                "",
                List.of(
                    new Event(
                            "read",
                            0,
                            payload("payload", "V"),
                            Optional.of(messageRef("V")),
                            Optional.of(new Event.DeclaredError(name("FlowyException"), error)),
                            true,
                            "Reads.\n\n@param payload which\n@return what")
                        .asIdempotent(),
                    new Event("touch", 1, nothing, Optional.empty(), Optional.empty(), false, "")
                        .asIdempotent()))),
        List.of(
            new NotificationGroup(
                name("SyncNotification"),
                "Sync",
                "",
                List.of(
                    new Notification(
                            "synced",
                            1,
                            id,
                            payload("outcome", "V"),
                            "Has synced.\n\n@param id of what\n@param outcome what became of it")
                        .orError(error),
                    new Notification("progress", 2, id, payload("progress", "V"), "")
                        .with(new Policy.Latest()),
                    new Notification("heartbeat", 3, Optional.empty(), nothing, "Is alive.")
                        .with(new Policy.Latest()),
                    new Notification("typed", 4, id, nothing, "Somebody types.")
                        .with(new Policy.Debounced(200, 1_000)),
                    new Notification(
                            "somethingOfWhichNobodyKnowsHowToSayItInFewerWords",
                            5,
                            id,
                            payload("outcome", "V"),
                            "")
                        .orError(new UnionRef(name("AnyError")))
                        .with(new Policy.Debounced(1, 86_400_000))))),
        List.of(
            message("V", field(1, Scalar.INT64, "id")),
            message("FlowyError", field(1, Scalar.INT32, "code")),
            new UnionType(
                name("AnyError"), "", List.of(new UnionType.Alternative(1, name("FlowyError"))))));
  }

  private static Optional<Event.Payload> payload(String parameter, String type) {
    return Optional.of(new Event.Payload(parameter, messageRef(type)));
  }

  static Contract types(TypeDeclaration... types) {
    return new Contract(List.of(), List.of(), List.of(types));
  }

  static MessageType message(String name, Field... fields) {
    return new MessageType(name(name), "", List.of(fields));
  }

  static Field field(int number, FieldType type, String name) {
    return new Field(name, number, type, false, "");
  }

  static TypeName name(String name) {
    return TypeName.of(PACKAGE, name);
  }

  static MessageRef messageRef(String name) {
    return new MessageRef(name(name));
  }

  static EnumRef enumRef(String name) {
    return new EnumRef(name(name));
  }
}
