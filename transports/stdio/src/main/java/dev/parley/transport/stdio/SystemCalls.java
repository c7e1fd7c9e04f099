package dev.parley.transport.stdio;

/**
 * The numbers of a system's own that the calls in {@link Libc} take and answer.
 *
 * @param wouldBlock {@code EAGAIN}
 * @param notSocket {@code ENOTSOCK}
 * @param dontWait {@code MSG_DONTWAIT}
 * @param pipeBytes what a pipe that poll(2) calls writable takes without waiting: {@code PIPE_BUF}
 */
record SystemCalls(int wouldBlock, int notSocket, int dontWait, int pipeBytes) {
  /** {@code EINTR} and {@code EPIPE}, which are old enough to be the same everywhere. */
  static final int INTERRUPTED = 4;

  static final int BROKEN_PIPE = 32;

  private static final SystemCalls LINUX = new SystemCalls(11, 88, 0x40, 4096);
  private static final SystemCalls MACOS = new SystemCalls(35, 38, 0x80, 512);

  /**
   * Those of a system by its {@code os.name}, in lower case.
   *
   * @throws UnsupportedOperationException for a system whose numbers are not known here
   */
  static SystemCalls of(String system) {
    if (system.startsWith("linux")) {
      return LINUX;
    }
    if (system.startsWith("mac")) {
      return MACOS;
    }
    throw new UnsupportedOperationException(
        "the system calls of '%s' are not known".formatted(system));
  }
}
