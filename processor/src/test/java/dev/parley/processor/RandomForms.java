package dev.parley.processor;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records with values about which constraints and languages may disagree. */
final class RandomForms {
  private static final String[] TEXTS = {
    "",
    " ",
    "\u0085",
    "\u00a0\u2003",
    "\ufeff",
    "\u200b",
    "\u001c",
    "\t\n\u000b\f\r",
    "\u3000",
    "a",
    "a1",
    "a.1-x",
    "A1",
    "a1\n",
    "\na1",
    "ab\u2028",
    "é1",
    "a\u0085b",
    "\uD83D\uDE00",
    "\uD83D\uDE00\uD83D\uDE00",
    "ſ1",
    "a@b",
    "ada@example.org",
    "ada@example.org\n",
    "ada@-x.org",
    "ada@x-.org",
    "ada@x..org",
    "@x",
    "ada@",
    "a@b@c",
    "ada@example.",
    "ädа@x.org",
    "a b@x.org",
    "\"a\"@x.org",
    "a.@.x",
    "x@" + "a".repeat(63) + ".org",
    "x@" + "a".repeat(64) + ".org",
    "l".repeat(64) + "@x",
    "l".repeat(65) + "@x",
    "x@" + "a.".repeat(127) + "b",
    "x@" + "a.".repeat(127) + "bc",
    "a" + "1".repeat(511),
    "a" + "1".repeat(512),
    "b".repeat(39) + "\uD83D\uDE00x",
    "k\"\\\u0001",
    "abc",
    "abcd",
    "abcde",
    "&",
    "#@",
    "a&b"
  };
  private static final double[] NUMBERS = {
    0,
    -0.0,
    0.1,
    0.1f,
    0.3,
    0.3f,
    Math.nextUp(0.1),
    Math.nextDown(0.1),
    Math.nextUp(0.1f),
    Math.nextDown(0.3f),
    0.5,
    1,
    -1,
    3,
    4,
    1e300,
    Math.nextUp(1e300),
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final long[] WHOLE = {
    0,
    1,
    2,
    3,
    4,
    -1,
    -3,
    -4,
    Integer.MAX_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    9_007_199_254_740_992L,
    9_007_199_254_740_993L,
    9_007_199_254_740_994L,
    -9_007_199_254_740_993L,
    -9_007_199_254_740_994L
  };

  private final Random random;
  private final List<Class<?>> alternatives;

  RandomForms(long seed, List<Class<?>> alternatives) {
    random = new Random(seed);
    this.alternatives = alternatives;
  }

  Object record(Class<?> type, int depth) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          isNullable(components[i]) && (random.nextInt(3) == 0 || depth > 2)
              ? null
              : value(components[i].getGenericType(), depth);
    }
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Object value(Type type, int depth) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(generic.getActualTypeArguments()[0], depth)
          : map(generic.getActualTypeArguments(), depth);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    } else if (raw == int.class || raw == Integer.class) {
      return (int) WHOLE[random.nextInt(WHOLE.length)];
    } else if (raw == long.class || raw == Long.class) {
      return WHOLE[random.nextInt(WHOLE.length)];
    } else if (raw == float.class || raw == Float.class) {
      return (float) NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (raw == double.class || raw == Double.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (raw == boolean.class || raw == Boolean.class) {
      return random.nextBoolean();
    } else if (raw == byte[].class) {
      return new byte[random.nextInt(4)];
    } else if (raw == Instant.class) {
      return Instant.EPOCH;
    } else if (raw.isInterface()) {
      return record(alternatives.get(random.nextInt(alternatives.size())), depth + 1);
    }
    return record(raw, depth + 1);
  }

  private List<Object> list(Type element, int depth) throws ReflectiveOperationException {
    var list = new ArrayList<Object>();
    for (int i = random.nextInt(depth > 1 ? 2 : 4); i > 0; i--) {
      list.add(value(element, depth + 1));
    }
    return list;
  }

  private Map<Object, Object> map(Type[] types, int depth) throws ReflectiveOperationException {
    var map = new LinkedHashMap<Object, Object>();
    for (int i = random.nextInt(3); i > 0; i--) {
      map.put(value(types[0], depth + 1), value(types[1], depth + 1));
    }
    return map;
  }
}
