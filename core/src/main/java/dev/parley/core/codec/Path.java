package dev.parley.core.codec;

import java.util.Arrays;

/**
 * Where in a tree of messages a reader or writer is. Kept as names are entered, turned into text
 * only for an error.
 */
final class Path {
  private FieldNames[] messages = new FieldNames[8];
  private int[] fields = new int[8];
  private int depth;

  /** How many messages have been entered; 0 outside of any. */
  int depth() {
    return depth;
  }

  /** Enters a message that stands in this field of the message entered before. */
  void enter(FieldNames message, int field) {
    int level = depth;
    if (level == messages.length) {
      messages = Arrays.copyOf(messages, level * 2);
      fields = Arrays.copyOf(fields, level * 2);
    }
    messages[level] = message;
    fields[level] = field;
    depth = level + 1;
  }

  void leave() {
    depth--;
  }

  void clear() {
    depth = 0;
  }

  /** {@code UserProfilePB.address}: the message entered last. */
  String text() {
    if (depth == 0) {
      return "message";
    }
    var text = new StringBuilder(messages[0].typeName());
    for (int level = 1; level < depth; level++) {
      text.append('.').append(messages[level - 1].fieldName(fields[level]));
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
}
