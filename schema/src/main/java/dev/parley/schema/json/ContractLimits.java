package dev.parley.schema.json;

/** How much a contract may hold: JSON comes out of jars that others made. */
public final class ContractLimits {
  /** Bytes of one {@code META-INF/parley/*.json} file. */
  public static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

  /** Files in one jar or classes folder. */
  public static final int MAX_FILES = 4_096;

  /** Bytes of all files together. */
  public static final long MAX_TOTAL_BYTES = 64L * 1024 * 1024;

  /** UTF-16 units of one doc comment. */
  public static final int MAX_DOC_LENGTH = 65_536;

  /** Objects and arrays inside each other; a contract needs 5. */
  public static final int MAX_NESTING = 16;

  private ContractLimits() {}
}
