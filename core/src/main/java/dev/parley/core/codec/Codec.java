package dev.parley.core.codec;

/**
 * Writes and reads one type of message. Implementations are generated, have no state and may be
 * used by any number of threads.
 *
 * <p>Both methods are called by {@link MessageWriter} and {@link MessageReader}, which know where
 * the message begins and ends: start at {@link MessageWriter#write} and {@link MessageReader#read},
 * or use {@link #encode} and {@link #decode}.
 *
 * @param <T> the record, or the sealed interface of a oneof
 */
public interface Codec<T> extends FieldNames {
  /**
   * Writes the message's fields.
   *
   * @throws UnencodableMessageException if a component holds what Protobuf can't carry
   */
  void write(T message, MessageWriter out);

  /**
   * Reads fields up to the reader's limit and constructs the message.
   *
   * <p>What the message's own constructor throws passes through as it is; {@link
   * MessageReader#path} then tells which message refused.
   *
   * @throws MalformedMessageException if the bytes are no such message
   */
  T read(MessageReader in);

  /** The message as bytes of its own. */
  default byte[] encode(T message) {
    var out = new MessageWriter();
    out.write(this, message);
    return out.toByteArray();
  }

  /**
   * The message that these bytes are.
   *
   * @throws MalformedMessageException if they are no such message
   */
  default T decode(byte[] bytes) {
    return new MessageReader(bytes, 0, bytes.length).read(this);
  }
}
