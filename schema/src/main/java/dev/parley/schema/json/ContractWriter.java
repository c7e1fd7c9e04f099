package dev.parley.schema.json;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.TypeNotation;
import dev.parley.schema.UnionType;
import java.util.Optional;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes contract JSON: keys in a fixed order, one to a line, what is empty left out, plain ASCII,
 * so that equal contracts are equal bytes and a change is a small difference.
 */
public final class ContractWriter {
  static final int VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ContractWriter() {}

  /** The whole contract as one document, which ends with a line feed. */
  public static String write(Contract contract) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("parley", VERSION);
    ArrayNode eventGroups = root.putArray("eventGroups");
    contract.eventGroups().forEach(group -> write(group, eventGroups.addObject()));
    ArrayNode notificationGroups = root.putArray("notificationGroups");
    contract.notificationGroups().forEach(group -> write(group, notificationGroups.addObject()));
    ArrayNode types = root.putArray("types");
    contract.types().forEach(type -> write(type, types.addObject()));
    return MAPPER.writer().with(printer()).writeValueAsString(root) + "\n";
  }

  private static PrettyPrinter printer() {
    var indenter = new DefaultIndenter("  ", "\n");
    var separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    return new DefaultPrettyPrinter(separators)
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }

  private static void write(EventGroup group, ObjectNode out) {
    putName(group.name(), out);
    putDoc(group.doc(), out);
    ArrayNode events = out.putArray("events");
    for (Event event : group.events()) {
      ObjectNode node = events.addObject();
      node.put("method", event.method());
      node.put("number", event.number());
      putDoc(event.doc(), node);
      putPayload(event.payload(), node);
      putItems("source", event.source(), node);
      putItems("sink", event.sink(), node);
      event.response().ifPresent(type -> node.put("response", TypeNotation.of(type)));
      event.error().ifPresent(error -> putError(error, node));
      if (event.inline()) {
        node.put("inline", true);
      }
      if (event.idempotent()) {
        node.put("idempotent", true);
      }
    }
  }

  private static void putError(Event.DeclaredError error, ObjectNode event) {
    ObjectNode node = event.putObject("error");
    node.put("type", TypeNotation.of(error.type()));
    putName(error.exception(), node.putObject("exception"));
  }

  private static void write(NotificationGroup group, ObjectNode out) {
    putName(group.name(), out);
    out.put("source", group.source());
    putDoc(group.doc(), out);
    ArrayNode notifications = out.putArray("notifications");
    for (NotificationGroup.Notification notification : group.notifications()) {
      ObjectNode node = notifications.addObject();
      node.put("method", notification.method());
      node.put("number", notification.number());
      putDoc(notification.doc(), node);
      notification.subject().ifPresent(subject -> node.put("subject", subject));
      putPayload(notification.payload(), node)
          .ifPresent(payload ->
              notification.error().ifPresent(it -> payload.put("error", TypeNotation.of(it))));
      putPolicy(notification.policy(), node);
    }
  }

  private static void putPolicy(Policy policy, ObjectNode notification) {
    switch (policy) {
      case Policy.Every() -> {}
      case Policy.Latest() -> notification.putObject("policy").put("kind", "latest");
      case Policy.Debounced(int quietMillis, int maxWaitMillis) ->
          notification
              .putObject("policy")
              .put("kind", "debounced")
              .put("quietMillis", quietMillis)
              .put("maxWaitMillis", maxWaitMillis);
    }
  }

  private static Optional<ObjectNode> putPayload(Optional<Event.Payload> payload, ObjectNode out) {
    return payload.map(it ->
        out.putObject("payload")
            .put("parameter", it.parameter())
            .put("type", TypeNotation.of(it.type())));
  }

  private static void putItems(String key, Optional<Event.Items> items, ObjectNode event) {
    items.ifPresent(it ->
        event
            .putObject(key)
            .put("parameter", it.parameter())
            .put("type", TypeNotation.of(it.type())));
  }

  private static void write(TypeDeclaration type, ObjectNode out) {
    switch (type) {
      case MessageType message -> {
        putHead("message", type, out);
        ArrayNode fields = out.putArray("fields");
        message.fields().forEach(field -> write(field, fields.addObject()));
      }
      case EnumType enumType -> {
        putHead("enum", type, out);
        ArrayNode constants = out.putArray("constants");
        for (EnumType.Constant constant : enumType.constants()) {
          ObjectNode node = constants.addObject();
          node.put("name", constant.name());
          node.put("number", constant.number());
          putDoc(constant.doc(), node);
        }
      }
      case UnionType union -> {
        putHead("union", type, out);
        ArrayNode alternatives = out.putArray("alternatives");
        for (UnionType.Alternative alternative : union.alternatives()) {
          alternatives
              .addObject()
              .put("message", alternative.message().qualified())
              .put("number", alternative.number());
        }
      }
    }
  }

  private static void putHead(String kind, TypeDeclaration type, ObjectNode out) {
    out.put("kind", kind);
    putName(type.name(), out);
    putDoc(type.doc(), out);
  }

  private static void write(Field field, ObjectNode out) {
    out.put("name", field.name());
    out.put("number", field.number());
    out.put("type", TypeNotation.of(field.type()));
    if (field.nullable()) {
      out.put("nullable", true);
    }
    ConstraintJson.write(field.constraints(), out);
    putDoc(field.doc(), out);
  }

  private static void putName(TypeName name, ObjectNode out) {
    out.put("package", name.packageName());
    out.put("name", name.name());
    if (!name.javaName().equals(name.name())) {
      out.put("javaName", name.javaName());
    }
  }

  private static void putDoc(String doc, ObjectNode out) {
    if (!doc.isEmpty()) {
      out.put("doc", doc);
    }
  }
}
