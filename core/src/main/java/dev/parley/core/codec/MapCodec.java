package dev.parley.core.codec;

/**
 * Writes and reads the entries of a map. Each is a message {@code { K key = 1; V value = 2; }}
 * (encoding guide, "Maps"); a missing key or value is the empty one.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
public final class MapCodec<K, V> implements Codec<MapCodec.Entry<K, V>> {
  private final ValueKind<K> keys;
  private final ValueKind<V> values;
  private final int keyTag;
  private final int valueTag;

  private MapCodec(ValueKind<K> keys, ValueKind<V> values) {
    this.keys = keys;
    this.values = values;
    keyTag = (1 << 3) | keys.wireType();
    valueTag = (2 << 3) | values.wireType();
  }

  /** A codec for maps of these keys and values. */
  public static <K, V> MapCodec<K, V> of(ValueKind<K> keys, ValueKind<V> values) {
    return new MapCodec<>(keys, values);
  }

  /** One entry. */
  public record Entry<K, V>(K key, V value) {}

  @Override
  public void write(Entry<K, V> entry, MessageWriter out) {
    writeEntry(entry.key(), entry.value(), out);
  }

  void writeEntry(K key, V value, MessageWriter out) {
    keys.write(1, key, out);
    values.write(2, value, out);
  }

  @Override
  public Entry<K, V> read(MessageReader in) {
    ValueKind.Slot<K> key = new ValueKind.Slot<>();
    ValueKind.Slot<V> value = new ValueKind.Slot<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == keyTag) {
        keys.read(in, key);
      } else if (tag == valueTag) {
        values.read(in, value);
      } else {
        in.skip(tag);
      }
    }
    return new Entry<>(keys.finish(1, in, key), values.finish(2, in, value));
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
