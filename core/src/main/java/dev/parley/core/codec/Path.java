package dev.parley.core.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where in a tree of messages a reader or writer is. Kept as names are entered, turned into text
 * only for an error.
 */
final class Path {
  private static final int NO_ELEMENT = -1;
  private static final int ALTERNATIVE = -2;

  /** UTF-16 units of a map's key that are shown. */
  private static final int SHOWN_KEY = 40;

  private FieldNames[] messages = new FieldNames[8];
  private int[] fields = new int[8];

  /** For each message the position in its list or map, or one of the constants above. */
  private int[] elements = new int[8];

  /** For each entry of a map that was entered its key. Made when the first entry is. */
  private @Nullable Object @Nullable [] keys;

  private int depth;

  /** How many messages have been entered; 0 outside of any. */
  int depth() {
    return depth;
  }

  /** Enters a message that stands in this field of the message entered before. */
  void enter(FieldNames message, int field) {
    enter(message, field, NO_ELEMENT);
  }

  /** Enters the alternative of a union, which is no step to who looks at the union's value. */
  void enterAlternative(FieldNames message, int field) {
    enter(message, field, ALTERNATIVE);
  }

  /** Enters a message that is an element of this field of the message entered before. */
  void enter(FieldNames message, int field, int element) {
    int level = depth;
    if (level == messages.length) {
      messages = Arrays.copyOf(messages, level * 2);
      fields = Arrays.copyOf(fields, level * 2);
      elements = Arrays.copyOf(elements, level * 2);
    }
    messages[level] = message;
    fields[level] = field;
    elements[level] = element;
    if (keys != null && level < keys.length) {
      keys[level] = null;
    }
    depth = level + 1;
  }

  /** Notes the key of the entry that was entered last. */
  void key(Object key) {
    if (keys == null || keys.length < messages.length) {
      keys = keys == null ? new Object[messages.length] : Arrays.copyOf(keys, messages.length);
    }
    keys[depth - 1] = key;
  }

  void leave() {
    depth--;
  }

  void clear() {
    depth = 0;
    keys = null;
  }

  /** {@code UserProfilePB.address}: the message entered last. */
  String text() {
    if (depth == 0) {
      return "message";
    }
    var text = new StringBuilder(messages[0].typeName());
    for (int level = 1; level < depth; level++) {
      append(level, text);
    }
    return text.toString();
  }

  /** {@code UserProfilePB.address.street}: a field of the message entered last; 0 for none. */
  String text(int field) {
    if (field == 0) {
      return text();
    }
    return text()
        + "."
        + (depth == 0 ? Integer.toString(field) : messages[depth - 1].fieldName(field));
  }

  /**
   * {@code items[2].address}: the message entered last as seen from the outermost; empty for that
   * itself. Alternatives of unions are left out, for no front end has them as fields.
   */
  String relative() {
    var text = new StringBuilder();
    for (int level = 1; level < depth; level++) {
      if (elements[level] != ALTERNATIVE) {
        append(level, text);
      }
    }
    return text.length() > 0 && text.charAt(0) == '.' ? text.substring(1) : text.toString();
  }

  /** {@code items[2].address.street}: a field of the message entered last. */
  String relative(int field) {
    String message = relative();
    String name = messages[depth - 1].fieldName(field);
    return message.isEmpty() ? name : message + "." + name;
  }

  private void append(int level, StringBuilder text) {
    // The value of an entry is named by its key, which stands there already.
    if (!isValueOfEntry(level)) {
      text.append('.').append(messages[level - 1].fieldName(fields[level]));
    }
    if (messages[level] instanceof MapEntryCodec<?, ?>) {
      Object key = keyOf(level);
      if (key != null) {
        text.append(shown(key));
      }
    } else if (elements[level] >= 0) {
      text.append('[').append(elements[level]).append(']');
    }
  }

  private boolean isValueOfEntry(int level) {
    return messages[level - 1] instanceof MapEntryCodec<?, ?>
        && fields[level] == MapEntryCodec.VALUE
        && keyOf(level - 1) != null;
  }

  private @Nullable Object keyOf(int level) {
    return keys == null || level >= keys.length ? null : keys[level];
  }

  /**
   * Numbers that order what is said of one message before or after what is said of another: for
   * each message the field and, from 1, the element.
   */
  int[] position(int field, int element) {
    int[] position = new int[2 * depth];
    for (int level = 1; level < depth; level++) {
      position[2 * level - 2] = fields[level];
      position[2 * level - 1] = Math.max(elements[level], NO_ELEMENT) + 1;
    }
    position[2 * depth - 2] = field;
    position[2 * depth - 1] = element + 1;
    return position;
  }

  /** {@code [5]} or {@code ["home"]}: an entry of a map by its key. */
  static String shown(Object key) {
    if (!(key instanceof String text)) {
      return "[" + key + "]";
    }
    var out = new StringBuilder("[\"");
    int end = text.length();
    if (end > SHOWN_KEY) {
      end = Character.isHighSurrogate(text.charAt(SHOWN_KEY - 1)) ? SHOWN_KEY - 1 : SHOWN_KEY;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(end < text.length() ? "…\"]" : "\"]").toString();
  }
}
