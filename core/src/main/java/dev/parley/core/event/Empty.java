package dev.parley.core.event;

import dev.parley.core.codec.Codec;

/** The payload or response of an event that has none: on the wire a message without fields. */
public enum Empty {
  /** The only value. */
  EMPTY;

  /** Writes nothing and reads past whatever fields there are. */
  public static final Codec<Empty> CODEC = new EmptyCodec();
}
