package dev.parley.core.codec;

/** Bytes that are no such message. The text says which field is wrong, how, and what is allowed. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * @param path what was being read, for example {@code UserProfilePB.address.street}
   * @param problem what is wrong with it
   */
  public MalformedMessageException(String path, String problem) {
    // The input's fault, not ours: no suppression, and no stack trace, so that hostile input is
    // cheap to refuse.
    super(path + ": " + problem, null, false, false);
    this.path = path;
  }

  /** What was being read, for example {@code UserProfilePB.address.street}. */
  public String path() {
    return path;
  }
}
