package dev.parley.schema;

import java.util.Optional;

/**
 * A request with one answer.
 *
 * @param method the Java method, for example {@code signIn}; the name on the wire is {@link
 *     #name()}
 * @param inline whether the handler runs on the connection's reader thread
 */
public record Event(
    String method,
    int number,
    Optional<Payload> payload,
    Optional<FieldType.Single> response,
    Optional<DeclaredError> error,
    boolean inline,
    String doc) {

  /** The name on the wire and in generated code: the method's name with a capital. */
  public String name() {
    return Names.capitalized(method);
  }

  /**
   * The parameter.
   *
   * @param type a {@code MessageRef} or a {@code UnionRef}
   */
  public record Payload(String parameter, FieldType.Single type) {}

  /**
   * The exception of the throws clause.
   *
   * @param type what its {@code error()} returns: a {@code MessageRef} or a {@code UnionRef}
   */
  public record DeclaredError(TypeName exception, FieldType.Single type) {}
}
