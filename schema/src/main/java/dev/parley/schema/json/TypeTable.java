package dev.parley.schema.json;

import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import dev.parley.schema.TypeNotation;
import dev.parley.schema.rules.Identifiers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that a document declares, and what its type texts mean by them. */
final class TypeTable {
  private static final Map<String, FieldType.Single> BUILT_IN = builtIn();
  private static final String REPEATED = "repeated ";
  private static final String MAP = "map<";

  private final Map<String, FieldType.Single> declared = new HashMap<>();

  private static Map<String, FieldType.Single> builtIn() {
    var types = new HashMap<String, FieldType.Single>();
    for (FieldType.Scalar scalar : FieldType.Scalar.values()) {
      types.put(TypeNotation.of(scalar), scalar);
    }
    var timestamp = new FieldType.Timestamp();
    types.put(TypeNotation.of(timestamp), timestamp);
    var duration = new FieldType.Duration();
    types.put(TypeNotation.of(duration), duration);
    return Map.copyOf(types);
  }

  void declare(Node node, FieldType.Single reference, TypeName name) throws ContractException {
    if (BUILT_IN.containsKey(name.qualified())) {
      throw new ContractException(node.path() + " declares the built-in " + name.qualified());
    }
    if (declared.put(name.qualified(), reference) != null) {
      throw new ContractException(
          node.path() + " declares " + Identifiers.visible(name.qualified()) + " again");
    }
  }

  /** A message or a union: what may be a payload, a response or an error. */
  FieldType.Single message(Node node, String key) throws ContractException {
    FieldType.Single type = single(node, key, node.text(key));
    return switch (type) {
      case FieldType.MessageRef ignored -> type;
      case FieldType.UnionRef ignored -> type;
      case FieldType.EnumRef ignored -> throw notMessage(node, key);
      case FieldType.Scalar ignored -> throw notMessage(node, key);
      case FieldType.Timestamp ignored -> throw notMessage(node, key);
      case FieldType.Duration ignored -> throw notMessage(node, key);
    };
  }

  private static ContractException notMessage(Node node, String key) throws ContractException {
    return new ContractException(
        node.path() + "." + key + " is " + node.text(key) + "; it has to be a message or a union");
  }

  /** The record behind an alternative of a union. */
  TypeName alternative(Node node) throws ContractException {
    FieldType.Single type = single(node, "message", node.text("message"));
    if (type instanceof FieldType.MessageRef(TypeName name)) {
      return name;
    }
    throw new ContractException(
        node.path() + ".message is " + node.text("message") + "; it has to be a message");
  }

  FieldType field(Node node) throws ContractException {
    String text = node.text("type");
    if (text.startsWith(REPEATED)) {
      return new FieldType.ListOf(single(node, "type", text.substring(REPEATED.length())));
    }
    int comma = text.indexOf(", ");
    if (text.startsWith(MAP) && text.endsWith(">") && comma > 0) {
      FieldType.Single key = single(node, "type", text.substring(MAP.length(), comma));
      FieldType.Single value = single(node, "type", text.substring(comma + 2, text.length() - 1));
      if (key instanceof FieldType.Scalar scalar) {
        return new FieldType.MapOf(scalar, value);
      }
      throw new ContractException(node.path() + ".type has a map key that is no scalar: " + text);
    }
    return single(node, "type", text);
  }

  private FieldType.Single single(Node node, String key, String text) throws ContractException {
    FieldType.@Nullable Single type = BUILT_IN.get(text);
    if (type == null) {
      type = declared.get(text);
    }
    if (type == null) {
      throw new ContractException(
          String.format(
              "%s.%s is \"%s\", which is no built-in type and is not declared in \"types\"",
              node.path(), key, Identifiers.visible(text)));
    }
    return type;
  }
}
