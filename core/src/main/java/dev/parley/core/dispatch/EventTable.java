package dev.parley.core.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes by the bytes of an event's name, so that a request makes no string. Open addressing
 * over a hash of the length and both ends of the name; never changed once made.
 */
final class EventTable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Copied for its type: {@code new @Nullable Route<?, ?, ?>[n]} makes javac 25 print a complaint.
   */
  private static final @Nullable Route<?, ?, ?>[] NO_ROUTES = {};

  private final byte[] @Nullable [] names;
  private final @Nullable Route<?, ?, ?>[] routes;
  private final int mask;

  EventTable(Map<String, ? extends Route<?, ?, ?>> byName) {
    int slots = Integer.highestOneBit(Math.max(4, byName.size() * 4));
    mask = slots - 1;
    names = new byte[slots] @Nullable [];
    routes = Arrays.copyOf(NO_ROUTES, slots);
    byName.forEach(this::add);
  }

  private void add(String name, Route<?, ?, ?> route) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int slot = hash(bytes, 0, bytes.length) & mask;
    while (names[slot] != null) {
      slot = (slot + 1) & mask;
    }
    names[slot] = bytes;
    routes[slot] = route;
  }

  /** The route of the event named by these bytes; null if there is none. */
  @Nullable Route<?, ?, ?> find(byte[] bytes, int from, int to) {
    int slot = hash(bytes, from, to) & mask;
    byte[] name = names[slot];
    while (name != null) {
      if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return routes[slot];
      }
      slot = (slot + 1) & mask;
      name = names[slot];
    }
    return null;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int length = to - from;
    long mixed;
    if (length >= Long.BYTES) {
      long first = (long) LONG.get(bytes, from);
      long last = (long) LONG.get(bytes, to - Long.BYTES);
      mixed = first * 0x9E3779B97F4A7C15L + Long.rotateLeft(last, 32);
    } else {
      mixed = 0;
      for (int i = from; i < to; i++) {
        mixed = mixed * 31 + bytes[i];
      }
    }
    mixed = (mixed + length) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32);
  }
}
