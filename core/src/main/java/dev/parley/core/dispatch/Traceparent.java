package dev.parley.core.dispatch;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of a call (Trace Context, §3.2): {@code 00-<32 hex>-<16 hex>-<2 hex>}, hex
 * digits in lower case, neither of the two ids all zeros.
 */
final class Traceparent {
  private static final int LENGTH = 55;
  private static final int PARENT = 36;
  private static final int FLAGS = 53;

  private Traceparent() {}

  /** The trace context that stands there; null if it is none: it is ignored then. */
  static @Nullable String read(byte[] bytes, int from, int to) {
    if (to - from != LENGTH || bytes[from] != '0' || bytes[from + 1] != '0') {
      return null;
    }
    boolean wellFormed =
        isId(bytes, from + 3, from + PARENT - 1)
            && isId(bytes, from + PARENT, from + FLAGS - 1)
            && isHex(bytes[from + FLAGS])
            && isHex(bytes[from + FLAGS + 1])
            && bytes[from + 2] == '-'
            && bytes[from + PARENT - 1] == '-'
            && bytes[from + FLAGS - 1] == '-';
    return wellFormed ? new String(bytes, from, LENGTH, StandardCharsets.US_ASCII) : null;
  }

  private static boolean isId(byte[] bytes, int from, int to) {
    boolean nonZero = false;
    for (int i = from; i < to; i++) {
      if (!isHex(bytes[i])) {
        return false;
      }
      nonZero |= bytes[i] != '0';
    }
    return nonZero;
  }

  private static boolean isHex(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f');
  }
}
