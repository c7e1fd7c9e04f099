package dev.parley.core.codec;

import java.util.Arrays;

/**
 * Singular message fields that occurred more than once. Protobuf merges them, which is the same as
 * reading their bytes one after another (encoding guide, "Last One Wins"). Their places are kept as
 * linked lists and no byte is copied, so that merging takes linear time.
 *
 * <p>A span is a {@code long}: the position in the high half and the length in the low half; 0 is
 * an absent field. A chain is a negative {@code long}: head and tail of a list of spans.
 */
final class SpanChains {
  /** Arrays longer than this aren't kept for the next message. */
  private static final int KEPT_NODES = 1024;

  private static final int INDEX_BITS = 31;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

  private long[] spans = new long[0];
  private int[] nexts = new int[0];

  /** Nodes in use; node 0 stands for the end of a chain. */
  private int nodes = 1;

  static boolean isChain(long span) {
    return span < 0;
  }

  /** The chain that continues a span or a chain with one more span. */
  long append(long before, long span) {
    int added = add(span);
    if (isChain(before)) {
      nexts[(int) (before & INDEX_MASK)] = added;
      return (before & ~INDEX_MASK) | added;
    }
    int head = add(before);
    nexts[head] = added;
    return (1L << 63) | ((long) head << INDEX_BITS) | added;
  }

  static int head(long chain) {
    return (int) ((chain >>> INDEX_BITS) & INDEX_MASK);
  }

  long span(int node) {
    return spans[node];
  }

  int next(int node) {
    return nexts[node];
  }

  void clear() {
    nodes = 1;
    if (spans.length > KEPT_NODES) {
      spans = new long[0];
      nexts = new int[0];
    }
  }

  private int add(long span) {
    if (nodes >= spans.length) {
      int length = Math.max(16, nodes * 2);
      spans = Arrays.copyOf(spans, length);
      nexts = Arrays.copyOf(nexts, length);
    }
    spans[nodes] = span;
    nexts[nodes] = 0;
    return nodes++;
  }
}
