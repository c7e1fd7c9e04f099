package dev.parley.core.codec;

import java.util.Map;

/**
 * One entry of a map: on the wire a message {@code { K key = 1; V value = 2; }} (encoding guide,
 * "Maps"). A missing key or value is the empty one.
 */
record MapEntryCodec<K, V>(ValueKind<K> keys, ValueKind<V> values)
    implements Codec<Map.Entry<K, V>> {

  @Override
  public void write(Map.Entry<K, V> entry, MessageWriter out) {
    keys.write(1, entry.getKey(), out);
    values.write(2, entry.getValue(), out);
  }

  @Override
  public Map.Entry<K, V> read(MessageReader in) {
    int keyTag = (1 << 3) | keys.wireType();
    int valueTag = (2 << 3) | values.wireType();
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
    return Map.entry(keys.finish(1, in, key), values.finish(2, in, value));
  }

  @Override
  public String typeName() {
    return "entry";
  }

  @Override
  public String fieldName(int number) {
    return switch (number) {
      case 1 -> "key";
      case 2 -> "value";
      default -> Codec.super.fieldName(number);
    };
  }
}
