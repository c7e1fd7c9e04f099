/**
 * Bytes that are not a message of the expected type: cut short, nested too deep, not UTF-8, or not
 * Protobuf at all. Nothing of such a message is handed out.
 */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";

  /**
   * @param typeName the message type that was being read, such as `dev.parley.flowy.UserProfilePB`
   * @param offset the position in the buffer, in bytes, where reading stopped
   */
  constructor(
    readonly typeName: string,
    readonly offset: number,
    problem: string,
  ) {
    super(`${typeName}: ${problem} (at byte ${String(offset)})`);
  }
}

/** A value that its field cannot hold, such as `1.5` in an `int32`. Nothing has been sent. */
export class InvalidValueError extends Error {
  override readonly name = "InvalidValueError";

  /** @param typeName the message type that was being written */
  constructor(
    readonly typeName: string,
    problem: string,
  ) {
    super(`${typeName}${problem}`);
  }
}
