package dev.parley.core.connection;

/**
 * Who may write to the transport besides the connection's own writer thread. Virtual threads do so
 * only where writing is {@linkplain dev.parley.core.transport.FrameDuplex#isDirect a call within
 * the process}: their first write would switch a socket to non-blocking mode, after which each of
 * the reader's reads takes three system calls.
 */
public enum WritePolicy {
  /**
   * The reader writes what the frames of one read led to; everybody else leaves it to the writer
   * thread, so that neither a handler nor a sender of notifications waits for a slow front end. The
   * reader may wait: a front end that does not read gets no further requests handled.
   */
  CORE,
  /**
   * The callers write themselves while few calls are in flight; the reader never does. Two readers
   * that wait in a write for each other would wait forever.
   */
  CLIENT
}
