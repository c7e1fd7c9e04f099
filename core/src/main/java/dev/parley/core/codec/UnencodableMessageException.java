package dev.parley.core.codec;

/** A message that can't be written: it holds a value that Protobuf or a limit doesn't allow. */
public sealed class UnencodableMessageException extends RuntimeException
    permits MessageTooLargeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * @param path what was being written, for example {@code UserProfilePB.address.street}
   * @param problem what is wrong with it
   */
  public UnencodableMessageException(String path, String problem) {
    super(path + ": " + problem);
    this.path = path;
  }

  /** What was being written, for example {@code UserProfilePB.address.street}. */
  public String path() {
    return path;
  }
}
