package dev.parley.transport.ffi;

/** Hands bytes to C, which copies them before it returns. */
final class OutMemory {
  private OutMemory() {}

  /** Takes bytes by their address. */
  @FunctionalInterface
  interface Taker {
    void take(long address, long length);
  }

  /** Calls with an address at which the bytes stand until it returns. */
  static void pass(byte[] bytes, int offset, int length, Taker taker) {
    long address = Memory.allocate(Math.max(1, length));
    try {
      Memory.write(bytes, offset, length, address);
      taker.take(address, length);
    } finally {
      Memory.free(address);
    }
  }
}
