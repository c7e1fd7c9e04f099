package dev.parley.core.codec;

import java.util.AbstractMap;
import java.util.Map;

/**
 * One entry of a map: on the wire a message {@code { K key = 1; V value = 2; }} (encoding guide,
 * "Maps"). A missing key or value is the empty one.
 */
record MapEntryCodec<K, V>(ValueKind<K> keys, ValueKind<V> values)
    implements Codec<Map.Entry<K, V>> {
  static final int KEY = 1;
  static final int VALUE = 2;

  @Override
  public void write(Map.Entry<K, V> entry, MessageWriter out) {
    keys.write(KEY, entry.getKey(), out);
    values.write(VALUE, entry.getValue(), out);
  }

  @Override
  public Map.Entry<K, V> read(MessageReader in) {
    int keyTag = (KEY << 3) | keys.wireType();
    int valueTag = (VALUE << 3) | values.wireType();
    var key = new ValueKind.Slot<K>();
    var value = new ValueKind.Slot<V>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == keyTag) {
        keys.read(in, key);
      } else if (tag == valueTag) {
        values.read(in, value);
      } else {
        in.skip(tag);
      }
    }
    K finished = keys.finish(KEY, in, key);
    in.path.key(finished);
    // Map.entry takes no null, which stands for a value that was refused.
    return new AbstractMap.SimpleImmutableEntry<>(finished, values.finish(VALUE, in, value));
  }

  @Override
  public String typeName() {
    return "entry";
  }

  @Override
  public String fieldName(int number) {
    return switch (number) {
      case KEY -> "key";
      case VALUE -> "value";
      default -> Codec.super.fieldName(number);
    };
  }
}
