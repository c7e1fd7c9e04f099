package dev.parley.processor.judge;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashSet;
import java.util.Set;

/** Finds out whether a message holds a map somewhere. */
final class MapFinder {
  private final Set<Descriptor> seen = new HashSet<>();

  private MapFinder() {}

  static boolean hasMap(Descriptor message) {
    return new MapFinder().search(message);
  }

  private boolean search(Descriptor message) {
    if (!seen.add(message)) {
      return false;
    }
    return message.getFields().stream()
        .anyMatch(field ->
            field.isMapField()
                || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && search(field.getMessageType())));
  }
}
