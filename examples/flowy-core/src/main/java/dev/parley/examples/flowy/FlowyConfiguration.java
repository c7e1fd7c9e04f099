package dev.parley.examples.flowy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What AppFlowy's front end gives its core at the start: a JSON object, of which this core needs
 * the folder for its data and leaves the rest.
 *
 * @param root the folder for the data; it is made if it is not there
 */
record FlowyConfiguration(Path root) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String EXAMPLE = "{\"root\": \"/home/ada/.local/share/flowy\"}";

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static FlowyConfiguration parse(String json) {
    if (json.isBlank()) {
      throw new IllegalArgumentException(
          "The configuration is empty; it must be a JSON object such as " + EXAMPLE);
    }
    String root;
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      root = root(in);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "The configuration is no JSON, at line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
    if (root == null || root.isBlank()) {
      throw new IllegalArgumentException(
          "The configuration has no \"root\", the folder for the data; give it as in " + EXAMPLE);
    }
    try {
      return new FlowyConfiguration(Path.of(root));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "The configuration's \"root\" is no path: " + e.getReason(), e);
    }
  }

  /**
   * The member of that name; null if there is none. What follows is read, to know that it is JSON.
   */
  private static @Nullable String root(JsonParser in) {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(
          "The configuration is JSON, but no object; it must be one such as " + EXAMPLE);
    }
    String root = null;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("root")) {
        if (value != JsonToken.VALUE_STRING) {
          throw new IllegalArgumentException(
              "The configuration's \"root\" is no text; give a folder as in " + EXAMPLE);
        }
        root = in.getString();
      } else {
        in.skipChildren();
      }
    }
    if (in.nextToken() != null) {
      throw new IllegalArgumentException("The configuration goes on behind its JSON object");
    }
    return root;
  }
}
