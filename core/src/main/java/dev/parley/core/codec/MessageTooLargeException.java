package dev.parley.core.codec;

/** A message that has more bytes than its limit allows. */
public final class MessageTooLargeException extends UnencodableMessageException {
  private static final long serialVersionUID = 1L;

  /**
   * @param path what was being written
   * @param problem the size, the limit and the limit's name
   */
  public MessageTooLargeException(String path, String problem) {
    super(path, problem);
  }
}
