/**
 * Thrown by a fake's handler to refuse with the error that its event declares:
 * `throw new DeclaredError(FlowyError.fromObject({ msg: "taken" }))`. Where the event declares none,
 * or the value is not of its type, the call is answered HANDLER_FAILED.
 *
 * @typeParam E the declared error
 */
export class DeclaredError<E> extends Error {
  override readonly name = "DeclaredError";
  readonly error: E;

  constructor(error: E) {
    super("the handler refused with a declared error");
    this.error = error;
  }
}
