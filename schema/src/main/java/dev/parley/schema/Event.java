package dev.parley.schema;

import java.util.Optional;

/**
 * A request with one answer, and with streams of items before it where it has them.
 *
 * @param method the Java method, for example {@code signIn}; the name on the wire is {@link
 *     #name()}
 * @param source the items that the front end sends
 * @param sink the items that the handler sends
 * @param inline whether the handler runs on the connection's reader thread
 * @param idempotent whether a front end that lost its core calls again instead of giving up
 * @param doc its description, then the {@code @param} and {@code @return} tags that it has
 */
public record Event(
    String method,
    int number,
    Optional<Payload> payload,
    Optional<Items> source,
    Optional<Items> sink,
    Optional<FieldType.Single> response,
    Optional<DeclaredError> error,
    boolean inline,
    boolean idempotent,
    String doc) {

  /** An event without streams, which is called once. */
  public Event(
      String method,
      int number,
      Optional<Payload> payload,
      Optional<FieldType.Single> response,
      Optional<DeclaredError> error,
      boolean inline,
      String doc) {
    this(
        method,
        number,
        payload,
        Optional.empty(),
        Optional.empty(),
        response,
        error,
        inline,
        false,
        doc);
  }

  /** The name on the wire and in generated code: the method's name with a capital. */
  public String name() {
    return Names.capitalized(method);
  }

  /** Whether items are sent in either direction. */
  public boolean streams() {
    return source.isPresent() || sink.isPresent();
  }

  /** The same event with items from the front end. */
  public Event from(String parameter, FieldType.Single item) {
    var items = Optional.of(new Items(parameter, item));
    return new Event(
        method, number, payload, items, sink, response, error, inline, idempotent, doc);
  }

  /** The same event with items to the front end. */
  public Event to(String parameter, FieldType.Single item) {
    var items = Optional.of(new Items(parameter, item));
    return new Event(
        method, number, payload, source, items, response, error, inline, idempotent, doc);
  }

  /** The same event, which may be handled twice with no other effect than once. */
  public Event asIdempotent() {
    return new Event(method, number, payload, source, sink, response, error, inline, true, doc);
  }

  /**
   * The parameter.
   *
   * @param type a {@code MessageRef} or a {@code UnionRef}
   */
  public record Payload(String parameter, FieldType.Single type) {}

  /**
   * A parameter that is a {@code Source} or a {@code Sink}.
   *
   * @param type what each item is: a {@code MessageRef} or a {@code UnionRef}
   */
  public record Items(String parameter, FieldType.Single type) {}

  /**
   * The exception of the throws clause.
   *
   * @param type what its {@code error()} returns: a {@code MessageRef} or a {@code UnionRef}
   */
  public record DeclaredError(TypeName exception, FieldType.Single type) {}
}
