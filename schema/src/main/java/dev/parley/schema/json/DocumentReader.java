package dev.parley.schema.json;

import dev.parley.schema.Contract;
import dev.parley.schema.Docs;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import dev.parley.schema.rules.Identifiers;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Turns one parsed document into a contract: every key checked, every type resolved. */
final class DocumentReader {
  private final TypeTable types = new TypeTable();

  static Contract read(JsonNode json) throws ContractException {
    return new DocumentReader().read(Node.root(json));
  }

  private Contract read(Node root) throws ContractException {
    int version = root.integer("parley");
    if (version != ContractWriter.VERSION) {
      throw new ContractException(
          "the document has version "
              + version
              + "; this Parley reads version "
              + ContractWriter.VERSION);
    }
    root.allowOnly(Set.of("parley", "eventGroups", "notificationGroups", "types"));
    for (Node node : root.objects("types")) {
      declare(node);
    }
    var declarations = new ArrayList<TypeDeclaration>();
    for (Node node : root.objects("types")) {
      declarations.add(type(node));
    }
    var eventGroups = new ArrayList<EventGroup>();
    for (Node node : root.objects("eventGroups")) {
      eventGroups.add(eventGroup(node));
    }
    var notificationGroups = new ArrayList<NotificationGroup>();
    for (Node node : root.objects("notificationGroups")) {
      notificationGroups.add(notificationGroup(node));
    }
    return new Contract(eventGroups, notificationGroups, declarations);
  }

  private void declare(Node node) throws ContractException {
    TypeName name = name(node);
    FieldType.Single reference =
        switch (node.text("kind")) {
          case "message" -> new FieldType.MessageRef(name);
          case "enum" -> new FieldType.EnumRef(name);
          case "union" -> new FieldType.UnionRef(name);
          default -> throw unknownKind(node);
        };
    types.declare(node, reference, name);
  }

  private static ContractException unknownKind(Node node) throws ContractException {
    return new ContractException(
        node.path()
            + ".kind is \""
            + Identifiers.visible(node.text("kind"))
            + "\"; it has to be message, enum or union");
  }

  private TypeDeclaration type(Node node) throws ContractException {
    return switch (node.text("kind")) {
      case "message" -> message(node);
      case "enum" -> enumType(node);
      case "union" -> union(node);
      default -> throw unknownKind(node);
    };
  }

  private MessageType message(Node node) throws ContractException {
    node.allowOnly(Set.of("kind", "package", "name", "javaName", "doc", "fields"));
    var fields = new ArrayList<Field>();
    for (Node field : node.objects("fields")) {
      field.allowOnly(
          Set.of(
              "name",
              "number",
              "type",
              "nullable",
              "doc",
              ConstraintJson.OWN,
              ConstraintJson.ELEMENTS));
      fields.add(
          new Field(
              field.text("name"),
              field.integer("number"),
              types.field(field),
              field.flag("nullable"),
              doc(field),
              ConstraintJson.read(field)));
    }
    return new MessageType(name(node), doc(node), fields);
  }

  private static EnumType enumType(Node node) throws ContractException {
    node.allowOnly(Set.of("kind", "package", "name", "javaName", "doc", "constants"));
    var constants = new ArrayList<EnumType.Constant>();
    for (Node constant : node.objects("constants")) {
      constant.allowOnly(Set.of("name", "number", "doc"));
      constants.add(
          new EnumType.Constant(constant.text("name"), constant.integer("number"), doc(constant)));
    }
    return new EnumType(name(node), doc(node), constants);
  }

  private UnionType union(Node node) throws ContractException {
    node.allowOnly(Set.of("kind", "package", "name", "javaName", "doc", "alternatives"));
    var alternatives = new ArrayList<UnionType.Alternative>();
    for (Node alternative : node.objects("alternatives")) {
      alternative.allowOnly(Set.of("message", "number"));
      alternatives.add(
          new UnionType.Alternative(alternative.integer("number"), types.alternative(alternative)));
    }
    return new UnionType(name(node), doc(node), alternatives);
  }

  private EventGroup eventGroup(Node node) throws ContractException {
    node.allowOnly(Set.of("package", "name", "javaName", "doc", "events"));
    var events = new ArrayList<Event>();
    for (Node event : node.objects("events")) {
      event.allowOnly(
          Set.of(
              "method",
              "number",
              "doc",
              "payload",
              "source",
              "sink",
              "response",
              "error",
              "inline",
              "idempotent"));
      events.add(
          new Event(
              event.text("method"),
              event.integer("number"),
              payload(event),
              items(event, "source"),
              items(event, "sink"),
              event.json().has("response")
                  ? Optional.of(types.message(event, "response"))
                  : Optional.empty(),
              error(event),
              event.flag("inline"),
              event.flag("idempotent"),
              doc(event)));
    }
    return new EventGroup(name(node), doc(node), events);
  }

  private Optional<Event.DeclaredError> error(Node event) throws ContractException {
    Optional<Node> error = event.optionalObject("error");
    if (error.isEmpty()) {
      return Optional.empty();
    }
    Node node = error.get();
    node.allowOnly(Set.of("type", "exception"));
    Node exception = node.object("exception");
    exception.allowOnly(Set.of("package", "name", "javaName"));
    return Optional.of(new Event.DeclaredError(name(exception), types.message(node, "type")));
  }

  private NotificationGroup notificationGroup(Node node) throws ContractException {
    node.allowOnly(Set.of("package", "name", "javaName", "source", "doc", "notifications"));
    var notifications = new ArrayList<NotificationGroup.Notification>();
    for (Node notification : node.objects("notifications")) {
      notification.allowOnly(Set.of("method", "number", "doc", "subject", "payload", "policy"));
      notifications.add(
          new NotificationGroup.Notification(
              notification.text("method"),
              notification.integer("number"),
              notification.optionalText("subject"),
              carried(notification),
              outcomeError(notification),
              policy(notification),
              doc(notification)));
    }
    return new NotificationGroup(name(node), node.text("source"), doc(node), notifications);
  }

  private Optional<Event.Payload> payload(Node event) throws ContractException {
    return payload(event.optionalObject("payload"), Set.of("parameter", "type"));
  }

  /** A notification's payload, beside which an error may stand. */
  private Optional<Event.Payload> carried(Node notification) throws ContractException {
    return payload(notification.optionalObject("payload"), Set.of("parameter", "type", "error"));
  }

  private Optional<Event.Payload> payload(Optional<Node> payload, Set<String> keys)
      throws ContractException {
    if (payload.isEmpty()) {
      return Optional.empty();
    }
    Node node = payload.get();
    node.allowOnly(keys);
    return Optional.of(new Event.Payload(node.text("parameter"), types.message(node, "type")));
  }

  private Optional<FieldType.Single> outcomeError(Node notification) throws ContractException {
    Optional<Node> payload = notification.optionalObject("payload");
    return payload.isPresent() && payload.get().json().has("error")
        ? Optional.of(types.message(payload.get(), "error"))
        : Optional.empty();
  }

  private static Policy policy(Node notification) throws ContractException {
    Optional<Node> policy = notification.optionalObject("policy");
    if (policy.isEmpty()) {
      return Policy.EVERY;
    }
    Node node = policy.get();
    return switch (node.text("kind")) {
      case "latest" -> {
        node.allowOnly(Set.of("kind"));
        yield new Policy.Latest();
      }
      case "debounced" -> {
        node.allowOnly(Set.of("kind", "quietMillis", "maxWaitMillis"));
        yield new Policy.Debounced(node.integer("quietMillis"), node.integer("maxWaitMillis"));
      }
      default ->
          throw new ContractException(
              node.path()
                  + ".kind is \""
                  + Identifiers.visible(node.text("kind"))
                  + "\"; it has to be latest or debounced");
    };
  }

  private Optional<Event.Items> items(Node event, String key) throws ContractException {
    Optional<Node> items = event.optionalObject(key);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    Node node = items.get();
    node.allowOnly(Set.of("parameter", "type"));
    return Optional.of(new Event.Items(node.text("parameter"), types.message(node, "type")));
  }

  private static TypeName name(Node node) throws ContractException {
    String name = node.text("name");
    String javaName = node.optionalText("javaName").orElse(name);
    if (!javaName.equals(name) && !javaName.endsWith("." + name)) {
      throw new ContractException(
          node.path() + ".javaName does not end in \"." + Identifiers.visible(name) + "\"");
    }
    return new TypeName(node.text("package"), name, javaName);
  }

  private static String doc(Node node) throws ContractException {
    String doc = node.optionalText("doc").orElse("");
    if (doc.length() > ContractLimits.MAX_DOC_LENGTH) {
      throw new ContractException(
          String.format(
              "%s.doc has %,d characters; the limit is %,d (ContractLimits.MAX_DOC_LENGTH)",
              node.path(), doc.length(), ContractLimits.MAX_DOC_LENGTH));
    }
    return Docs.clean(doc);
  }
}
