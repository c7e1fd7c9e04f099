package dev.parley.processor.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.parley.schema.Field;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes messages of any shape, partial to values at the edges. */
final class RandomMessages {
  private static final int[] INTS = {
    0, 1, -1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28, -2
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    127,
    128,
    Integer.MAX_VALUE,
    1L << 32,
    1L << 35,
    1L << 42,
    1L << 49,
    1L << 56,
    1L << 63,
    Long.MAX_VALUE
  };
  private static final float[] FLOATS = {
    0f, -0f, 1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e30f
  };
  private static final double[] DOUBLES = {
    0d, -0d, 1d, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, 0.1
  };
  private static final String[] STRINGS = {
    "",
    "?",
    "a",
    "Zürich?",
    "\0",
    "日本語",
    "\uD83D\uDE00",
    "\uFFFD",
    "\uFFFF\uE000",
    "x".repeat(127),
    "ä".repeat(64),
    "y".repeat(128)
  };

  private final Zoo zoo;
  private final Random random;
  private final Map<FieldDescriptor, Boolean> nullable = new HashMap<>();

  RandomMessages(Zoo zoo, long seed) {
    this.zoo = zoo;
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  /**
   * A message of that type, valid for the contract: messages that aren't nullable and unions are
   * always there, so that it stays as it is when a codec has read and written it.
   */
  DynamicMessage next(TypeName name) {
    return message(zoo.proto.message(name), 4);
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> {
        set(
            builder,
            1,
            pick(-62_135_596_800L, 253_402_300_799L, 0L, random.nextLong(4_000_000_000L)));
        set(builder, 2, (int) pick(0, 999_999_999, random.nextInt(1_000_000_000)));
        return builder.build();
      }
      case "google.protobuf.Duration" -> {
        long seconds = pick(315_576_000_000L, 0L, random.nextLong(1_000_000));
        int nanos = (int) pick(0, 999_999_999, random.nextInt(1_000_000_000));
        int sign = random.nextBoolean() ? 1 : -1;
        set(builder, 1, sign * seconds);
        set(builder, 2, sign * nanos);
        return builder.build();
      }
      default -> {}
    }
    if (!type.getRealOneofs().isEmpty()) {
      List<FieldDescriptor> alternatives = type.getRealOneofs().getFirst().getFields();
      // At the end of its depth the first alternative: the contract's unions put a leaf there or
      // can be left out around it.
      FieldDescriptor chosen = alternatives.get(random.nextInt(alternatives.size()));
      if (depth <= 0) {
        chosen = alternatives.stream().min((a, b) -> size(a) - size(b)).orElseThrow();
      }
      return builder.setField(chosen, message(chosen.getMessageType(), depth - 1)).build();
    }
    for (FieldDescriptor field : type.getFields()) {
      if (field.isMapField()) {
        entries(builder, field, depth);
      } else if (field.isRepeated()) {
        for (int i = count(field, depth); i > 0; i--) {
          builder.addRepeatedField(field, value(field, depth));
        }
      } else if (mustBeThere(field) || (depth > 0 && random.nextInt(4) != 0)) {
        builder.setField(field, value(field, depth));
      }
    }
    return builder.build();
  }

  private static int size(FieldDescriptor field) {
    return (int)
        field.getMessageType().getFields().stream()
            .filter(it -> it.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
            .count();
  }

  private boolean mustBeThere(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.getContainingType().getOptions().getMapEntry()
        && !isNullable(field);
  }

  private boolean isNullable(FieldDescriptor field) {
    return nullable.computeIfAbsent(field, this::findNullable);
  }

  private boolean findNullable(FieldDescriptor field) {
    return zoo.contract.types().stream()
        .filter(it -> it.name().qualified().equals(field.getContainingType().getFullName()))
        .filter(MessageType.class::isInstance)
        .flatMap(it -> ((MessageType) it).fields().stream())
        .filter(it -> it.number() == field.getNumber())
        .anyMatch(Field::nullable);
  }

  private int count(FieldDescriptor field, int depth) {
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (random.nextInt(3) == 0 || (isMessage && depth <= 0)) {
      return 0;
    }
    return isMessage ? random.nextInt(3) : random.nextInt(random.nextInt(20) == 0 ? 100 : 5);
  }

  private void entries(DynamicMessage.Builder builder, FieldDescriptor field, int depth) {
    Set<Object> keys = new HashSet<>();
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    for (int i = count(field, depth); i > 0; i--) {
      DynamicMessage.Builder entry = DynamicMessage.newBuilder(field.getMessageType());
      Object name = value(key, depth);
      if (keys.add(name)) {
        entry.setField(key, name).setField(value, value(value, depth));
        builder.addRepeatedField(field, entry.build());
      }
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? INTS[random.nextInt(INTS.length)] : random.nextInt();
      case LONG -> random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
      case FLOAT -> FLOATS[random.nextInt(FLOATS.length)];
      case DOUBLE ->
          random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> STRINGS[random.nextInt(STRINGS.length)];
      case BYTE_STRING -> {
        byte[] bytes = new byte[random.nextInt(4) * random.nextInt(60)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> message(field.getMessageType(), depth - 1);
    };
  }

  private static void set(Message.Builder builder, int number, Object value) {
    builder.setField(builder.getDescriptorForType().findFieldByNumber(number), value);
  }

  private long pick(long... values) {
    return values[random.nextInt(values.length)];
  }
}
