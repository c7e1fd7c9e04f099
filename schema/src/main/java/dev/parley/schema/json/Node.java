package dev.parley.schema.json;

import dev.parley.schema.rules.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A JSON object of an untrusted document, which names itself in every complaint. */
record Node(String path, JsonNode json) {

  static Node root(JsonNode json) throws ContractException {
    return object("the document", json);
  }

  private static Node object(String path, JsonNode json) throws ContractException {
    if (!json.isObject()) {
      throw new ContractException(path + " is " + kind(json) + "; it has to be an object");
    }
    return new Node(path, json);
  }

  /** A key that nobody knows is refused: it could carry what this version does not check. */
  void allowOnly(Set<String> keys) throws ContractException {
    for (String key : json.propertyNames()) {
      if (!keys.contains(key)) {
        throw new ContractException(
            path
                + " has the unknown key \""
                + Identifiers.visible(key)
                + "\"; a newer Parley may know it");
      }
    }
  }

  String text(String key) throws ContractException {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new ContractException(path + " has no \"" + key + "\"");
    }
    if (!value.isString()) {
      throw new ContractException(
          path + "." + key + " is " + kind(value) + "; it has to be a string");
    }
    return value.stringValue();
  }

  Optional<String> optionalText(String key) throws ContractException {
    return json.has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  int integer(String key) throws ContractException {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new ContractException(path + " has no \"" + key + "\"");
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new ContractException(
          path + "." + key + " is " + kind(value) + "; it has to be a 32-bit integer");
    }
    return value.intValue();
  }

  boolean flag(String key) throws ContractException {
    JsonNode value = json.get(key);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new ContractException(
          path + "." + key + " is " + kind(value) + "; it has to be true or false");
    }
    return value.booleanValue();
  }

  Optional<Node> optionalObject(String key) throws ContractException {
    JsonNode value = json.get(key);
    return value == null ? Optional.empty() : Optional.of(object(path + "." + key, value));
  }

  Node object(String key) throws ContractException {
    return optionalObject(key)
        .orElseThrow(() -> new ContractException(path + " has no \"" + key + "\""));
  }

  List<Node> objects(String key) throws ContractException {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new ContractException(path + " has no \"" + key + "\"");
    }
    if (!value.isArray()) {
      throw new ContractException(
          path + "." + key + " is " + kind(value) + "; it has to be an array");
    }
    var nodes = new ArrayList<Node>(value.size());
    for (int i = 0; i < value.size(); i++) {
      nodes.add(object(path + "." + key + "[" + i + "]", value.get(i)));
    }
    return nodes;
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING -> "the string \"" + Identifiers.visible(value.stringValue()) + "\"";
      case NUMBER, BOOLEAN -> Identifiers.visible(value.toString());
      case NULL, MISSING -> "null";
      case BINARY -> "binary";
    };
  }
}
