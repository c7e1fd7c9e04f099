package dev.parley.core.transport;

/** Takes the front ends that a transport accepted. Safe for use by any thread. */
public interface Acceptor {
  /**
   * Takes a connection of bytes; the core adds the framing and reads it on a thread of its own.
   * From here on the core closes it.
   */
  void accept(ByteDuplex link);

  /**
   * Takes a connection of whole messages; the core closes it. The transport hands every message
   * that arrives to the receiver.
   */
  FrameReceiver accept(FrameDuplex link);

  /**
   * Says that this transport will never bring another front end, as a pipe does once its one front
   * end was handed over. A core all of whose transports have said so closes itself when its last
   * connection has ended. Idempotent; to close a {@link Listening} says nothing of the kind.
   */
  default void exhausted() {
    // Who takes front ends from elsewhere too has nothing to do.
  }
}
