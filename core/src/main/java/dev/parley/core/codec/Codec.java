package dev.parley.core.codec;

import dev.parley.core.validation.InvalidMessageException;
import dev.parley.core.validation.Violation;
import java.util.List;

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
   * @return the message; null if its values were refused, which the reader knows and reports when
   *     the outermost message was read
   * @throws MalformedMessageException if the bytes are no such message
   */
  T read(MessageReader in);

  /**
   * Adds what the contract's constraints refuse of a message and of what it holds; generated where
   * there are any.
   */
  default void check(T message, Violations violations) {}

  /**
   * What the contract's constraints refuse of a message, in the order of field numbers and
   * elements; the first {@value Violations#MAX} of it. Nothing if a core would take it.
   */
  default List<Violation> violations(T message) {
    return Violations.of(this, message);
  }

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
   * @throws InvalidMessageException if the contract's constraints refuse its values
   */
  default T decode(byte[] bytes) {
    return new MessageReader(bytes, 0, bytes.length).read(this);
  }
}
