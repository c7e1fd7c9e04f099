package dev.parley.codegen;

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
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The contracts that golden files show, by the name of their folder. */
public final class Contracts {
  private static final String PACKAGE = "dev.parley.sample";

  private Contracts() {}

  public static Map<String, Contract> all() {
    var all = new TreeMap<String, Contract>();
    all.put("constraints", ConstraintSamples.in(PACKAGE));
    all.put("enums", of(themeMode(), colours()));
    all.putAll(
        Map.of(
            "user", user(),
            "scalars", of(scalars()),
            "collections", collections(),
            "unions", unions(),
            "streams", streams(),
            "delivery", delivery(),
            "packages", packages(),
            "names", names(),
            "docs", docs(),
            "empty", empty()));
    return all;
  }

  public static Contract named(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  // The example of the documentation

  public static Contract user() {
    var signIn =
        new Event(
            "signIn",
            0,
            payload("payload", "SignInPayloadPB"),
            message("UserProfilePB"),
            error(),
            false,
            "Signs in with an e-mail address and a password.");
    var signOut =
        new Event(
            "signOut",
            2,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            "Signs out.");
    var signedIn =
        new NotificationGroup.Notification(
            "userSignIn", 1, Optional.empty(), payload("profile", "UserProfilePB"), "Signed in.");
    var profileUpdate =
        new NotificationGroup.Notification(
            "profileUpdate",
            2,
            Optional.of("userId"),
            payload("profile", "UserProfilePB"),
            "A profile has changed.");
    return new Contract(
        List.of(
            new EventGroup(
                name("UserEvent"),
                "What a front end may ask of the user module.",
                List.of(signIn, signOut))),
        List.of(
            new NotificationGroup(
                name("UserNotification"),
                "User",
                "What the user module tells.",
                List.of(signedIn, profileUpdate))),
        List.of(
            message(
                "FlowyError",
                "What went wrong.",
                string("msg", 2),
                field("payload", 3, Scalar.BYTES)),
            message(
                "SignInPayloadPB",
                "What signing in needs.",
                new Field("email", 1, Scalar.STRING, false, "The address, as it was typed."),
                string("password", 2),
                string("name", 3)),
            message(
                "UserProfilePB",
                "A user.",
                string("id", 1),
                string("email", 2),
                string("name", 3),
                string("token", 4),
                new Field("iconUrl", 5, Scalar.STRING, true, ""))));
  }

  /** Streams in each direction, with and without payload, response and error. */
  private static Contract streams() {
    var chunk = new MessageRef(name("ChunkPB"));
    Optional<Event.DeclaredError> noError = Optional.empty();
    Optional<Event.DeclaredError> anError =
        Optional.of(
            new Event.DeclaredError(name("DataException"), new UnionRef(name("DataErrorPB"))));
    Optional<FieldType.Single> nothing = Optional.empty();
    Optional<Event.Payload> noPayload = Optional.empty();
    return new Contract(
        List.of(
            new EventGroup(
                name("DataEvent"),
                "Moves data.",
                List.of(
                    new Event(
                            "exportData",
                            40,
                            payload("payload", "ExportPayloadPB"),
                            nothing,
                            anError,
                            false,
                            "Exports.\n\n@param payload what\n@param chunks the data")
                        .to("chunks", chunk),
                    new Event(
                            "importData",
                            41,
                            payload("head", "ExportPayloadPB"),
                            message("ProfilePB"),
                            anError,
                            false,
                            "Imports.\n\n@param head where to\n@param chunks the data\n@return whose it"
                                + " is")
                        .from("chunks", chunk),
                    new Event("upload", 42, noPayload, nothing, noError, false, "")
                        .from("call", chunk),
                    new Event("watch", 43, noPayload, nothing, noError, false, "")
                        .to("profiles", new MessageRef(name("ProfilePB"))),
                    new Event(
                            "converse",
                            44,
                            payload("head", "ExportPayloadPB"),
                            message("ProfilePB"),
                            anError,
                            false,
                            "Talks.\n\n@param questions what to answer\n@param answers what it is\n"
                                + "@return who talked")
                        .from("questions", chunk)
                        .to("answers", new UnionRef(name("AnswerPB"))),
                    new Event("count", 45, noPayload, message("ProfilePB"), noError, false, "")))),
        List.of(),
        List.of(
            new UnionType(
                name("AnswerPB"), "", List.of(new UnionType.Alternative(1, name("YesPB")))),
            message("ChunkPB", "", field("bytes", 1, Scalar.BYTES)),
            message("ExportPayloadPB", "", string("folder", 1)),
            new UnionType(
                name("DataErrorPB"),
                "One of several errors.",
                List.of(
                    new UnionType.Alternative(1, name("MissingPB")),
                    new UnionType.Alternative(2, name("TooLargePB")))),
            message("MissingPB", "", string("folder", 1)),
            message("ProfilePB", "", string("name", 1)),
            message("TooLargePB", "", field("limit", 1, Scalar.INT32)),
            message("YesPB", "")));
  }

  /** Each way in which notifications are delivered, and what comes in a payload's place. */
  private static Contract delivery() {
    Optional<String> id = Optional.of("id");
    Optional<Event.Payload> nothing = Optional.empty();
    var error = new UnionRef(name("SyncErrorPB"));
    return new Contract(
        List.of(
            new EventGroup(
                name("SyncEvent"),
                "",
                List.of(
                    new Event(
                            "read",
                            0,
                            payload("payload", "FolderPB"),
                            message("FolderPB"),
                            Optional.of(new Event.DeclaredError(name("SyncException"), error)),
                            true,
                            "Reads.\n\n@param payload which\n@return what")
                        .asIdempotent()))),
        List.of(
            new NotificationGroup(
                name("SyncNotification"),
                "Sync",
                "How syncing goes.",
                List.of(
                    new NotificationGroup.Notification(
                            "synced",
                            1,
                            id,
                            payload("outcome", "FolderPB"),
                            "Has synced.\n\n@param id of what\n@param outcome what became of it")
                        .orError(error),
                    new NotificationGroup.Notification(
                            "progress", 2, id, payload("progress", "FolderPB"), "")
                        .with(new Policy.Latest()),
                    new NotificationGroup.Notification(
                            "heartbeat", 3, Optional.empty(), nothing, "Is alive.")
                        .with(new Policy.Latest()),
                    new NotificationGroup.Notification("typed", 4, id, nothing, "Somebody types.")
                        .with(new Policy.Debounced(200, 1_000)),
                    new NotificationGroup.Notification(
                            "read", 5, Optional.empty(), payload("FolderPB", "FolderPB"), "")
                        .orError(new MessageRef(name("FolderPB")))))),
        List.of(
            message("FolderPB", "", field("files", 1, Scalar.INT32)),
            message("GonePB", ""),
            new UnionType(
                name("SyncErrorPB"), "", List.of(new UnionType.Alternative(1, name("GonePB"))))));
  }

  // One construct each

  private static MessageType scalars() {
    var fields = new java.util.ArrayList<Field>();
    int number = 1;
    for (Scalar scalar : Scalar.values()) {
      String name = "a" + scalar.name().toLowerCase(Locale.ROOT);
      fields.add(field(name, number++, scalar));
      fields.add(nullable(name + "OrNot", number++, scalar));
    }
    return new MessageType(name("ScalarsPB"), "Every scalar, plain and nullable.", fields);
  }

  private static Contract collections() {
    var circle = new MessageRef(name("CirclePB"));
    var mode = new EnumRef(name("ThemeModePB"));
    return of(
        message("CirclePB", "A circle.", field("radius", 1, Scalar.DOUBLE)),
        message(
            "CollectionsPB",
            "Lists, maps and nested messages.",
            field("circle", 1, circle),
            nullable("maybeCircle", 2, circle),
            nullable("parent", 3, new MessageRef(name("CollectionsPB"))),
            field("mode", 4, mode),
            nullable("maybeMode", 5, mode),
            field("names", 6, new ListOf(Scalar.STRING)),
            field("numbers", 7, new ListOf(Scalar.SINT32)),
            field("fixed", 8, new ListOf(Scalar.FIXED64)),
            field("modes", 9, new ListOf(mode)),
            field("circles", 10, new ListOf(circle)),
            field("blobs", 11, new ListOf(Scalar.BYTES)),
            field("times", 12, new ListOf(new FieldType.Timestamp())),
            field("settings", 13, new MapOf(Scalar.STRING, Scalar.STRING)),
            field("circlesByName", 14, new MapOf(Scalar.STRING, circle)),
            field("circlesById", 15, new MapOf(Scalar.INT64, circle)),
            field("modesByFlag", 16, new MapOf(Scalar.BOOL, mode)),
            field("createdAt", 17, new FieldType.Timestamp()),
            nullable("timeout", 18, new FieldType.Duration()),
            field("timesByNumber", 19, new MapOf(Scalar.UINT32, new FieldType.Timestamp()))),
        themeMode());
  }

  private static Contract unions() {
    var shape = new UnionRef(name("ShapePB"));
    return of(
        message("CirclePB", "A circle.", field("radius", 1, Scalar.DOUBLE)),
        message(
            "DrawingPB",
            "What contains unions.",
            field("shape", 1, shape),
            nullable("background", 2, shape),
            field("shapes", 3, new ListOf(shape)),
            field("shapesByName", 4, new MapOf(Scalar.STRING, shape))),
        new UnionType(
            name("OnlyPB"), "One.", List.of(new UnionType.Alternative(1, name("CirclePB")))),
        message(
            "PagePB", "Needs a drawing.", field("drawing", 1, new MessageRef(name("DrawingPB")))),
        new UnionType(
            name("ShapePB"),
            "A circle or a square.",
            List.of(
                new UnionType.Alternative(1, name("CirclePB")),
                new UnionType.Alternative(2, name("SquarePB")))),
        message("SquarePB", "A square.", field("side", 1, Scalar.INT32)));
  }

  private static Contract packages() {
    var here = TypeName.of("dev.parley.here", "PlacePB");
    var there = TypeName.of("dev.parley.there", "PlacePB");
    return of(
        new MessageType(
            here, "Here.", List.of(nullable("inside", 1, new MessageRef(here)), string("name", 2))),
        new MessageType(
            there,
            "There.",
            List.of(
                nullable("here", 1, new MessageRef(here)),
                field("heres", 2, new ListOf(new MessageRef(here))))),
        new MessageType(TypeName.of("dev.parley.there", "RoadPB"), "", List.of(string("to", 1))));
  }

  /** Names that mean something else in TypeScript. */
  private static Contract names() {
    return new Contract(
        List.of(
            new EventGroup(
                name("index"),
                "",
                List.of(
                    new Event(
                        "delete",
                        0,
                        Optional.of(
                            new Event.Payload("function", new MessageRef(name("Timestamp")))),
                        Optional.of(new MessageRef(name("group"))),
                        Optional.empty(),
                        false,
                        "")))),
        List.of(),
        List.of(
            message("Foo", "", string("delete", 1), string("tag", 2), string("Foo", 3)),
            message("FooInit", "", string("typeof", 1), string("FooInit", 2)),
            message("Timestamp", "", field("at", 1, new FieldType.Timestamp())),
            message("Uint8Array", "", field("data", 1, Scalar.BYTES)),
            message("any", "", nullable("any", 1, new MessageRef(name("any")))),
            message("group", "", string("tag$", 1), string("tag", 2))));
  }

  /** Comments that try to be more than comments, and what Javadoc has tags for. */
  private static Contract docs() {
    return of(
        message("BidiPB", "Left\u202eright\u2066\u0007 \u2028 end."),
        message("EndPB", "Ends */ export const bad = 1; /* here", string("a", 1)),
        message("TagPB", "@ts-ignore"),
        message("LicensePB", "Text.\n@license MIT\n@deprecated use another\n@see TagPB"),
        message(
            "JavadocPB",
            """
            Says {@code a < b}, {@link EndPB}, {@link EndPB the end}, {@link EndPB#a} &amp; more.

            <p>A second <b>paragraph</b>:

            <ul>
              <li>one
              <li>two
            </ul>

            <pre>{@code
            int x = 1;
            }</pre>

            @since 1.2\
            """));
  }

  private static Contract empty() {
    return new Contract(
        List.of(new EventGroup(name("QuietEvent"), "Asks nothing.", List.of())),
        List.of(new NotificationGroup(name("QuietNotification"), "Quiet", "", List.of())),
        List.of(message("NothingPB", "Nothing.")));
  }

  private static EnumType themeMode() {
    return new EnumType(
        name("ThemeModePB"),
        "How the interface is coloured.",
        List.of(
            new EnumType.Constant("LIGHT", 0, "Dark text on light ground."),
            new EnumType.Constant("DARK", 1, ""),
            new EnumType.Constant("SYSTEM", 2, "")));
  }

  private static EnumType colours() {
    return new EnumType(
        name("ColourPB"),
        "",
        List.of(
            new EnumType.Constant("NO_COLOUR", 0, ""),
            new EnumType.Constant("A1", -1, ""),
            new EnumType.Constant("A_1", 1, ""),
            new EnumType.Constant("_2", 2, ""),
            new EnumType.Constant("EMAIL_FORMAT_INVALID", 2147483647, "")));
  }

  // Building blocks

  public static TypeName name(String name) {
    return TypeName.of(PACKAGE, name);
  }

  public static Contract of(TypeDeclaration... types) {
    return new Contract(List.of(), List.of(), List.of(types));
  }

  public static MessageType message(String name, String doc, Field... fields) {
    return new MessageType(name(name), doc, List.of(fields));
  }

  public static Field string(String name, int number) {
    return field(name, number, Scalar.STRING);
  }

  public static Field field(String name, int number, FieldType type) {
    return new Field(name, number, type, false, "");
  }

  public static Field nullable(String name, int number, FieldType type) {
    return new Field(name, number, type, true, "");
  }

  private static Optional<Event.Payload> payload(String parameter, String type) {
    return Optional.of(new Event.Payload(parameter, new MessageRef(name(type))));
  }

  private static Optional<FieldType.Single> message(String type) {
    return Optional.of(new MessageRef(name(type)));
  }

  private static Optional<Event.DeclaredError> error() {
    return Optional.of(
        new Event.DeclaredError(name("FlowyException"), new MessageRef(name("FlowyError"))));
  }
}
