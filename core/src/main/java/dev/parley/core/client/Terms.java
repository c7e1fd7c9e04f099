package dev.parley.core.client;

import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Welcome;

/**
 * What a core takes, as it said in its Welcome.
 *
 * @param maxRequestBytes the largest frame
 * @param maxCalls calls at a time
 * @param windowItems items of each stream before there is more credit
 * @param windowBytes bytes of items of each stream before that
 */
record Terms(int maxRequestBytes, int maxCalls, int windowItems, int windowBytes) {
  /** What holds before the core has said anything. */
  static Terms before(Limits limits) {
    return new Terms(limits.maxFrameBytes(), Integer.MAX_VALUE, 0, 0);
  }

  static Terms of(Welcome welcome, Limits limits) {
    return new Terms(
        welcome.maxFrameBytes() > 0 ? welcome.maxFrameBytes() : limits.maxFrameBytes(),
        welcome.maxCalls() > 0 ? welcome.maxCalls() : Integer.MAX_VALUE,
        welcome.streamItems(),
        welcome.streamBytes());
  }

  /** The same, with streams to wait until the core gives them credit. */
  Terms withoutCredit() {
    return new Terms(maxRequestBytes, maxCalls, 0, 0);
  }
}
