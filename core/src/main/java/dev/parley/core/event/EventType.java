package dev.parley.core.event;

import dev.parley.annotations.EventException;
import dev.parley.core.codec.Codec;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One event of a contract: its name, how its payload, response and error are written, and where its
 * handler runs. Generated code holds one constant per event, shared by binding and client.
 *
 * @param <P> the payload; {@link Empty} where the event takes none
 * @param <R> the response; {@link Empty} where the event returns none
 * @param <E> the declared error; {@link Never} where the event declares none
 */
public final class EventType<P, R, E> {
  private final String name;
  private final Codec<P> payload;
  private final Codec<R> response;
  private final @Nullable DeclaredError<?, E> declared;
  private final boolean inline;
  private final boolean idempotent;

  private EventType(
      String name,
      Codec<P> payload,
      Codec<R> response,
      @Nullable DeclaredError<?, E> declared,
      boolean inline,
      boolean idempotent) {
    this.name = name;
    this.payload = payload;
    this.response = response;
    this.declared = declared;
    this.inline = inline;
    this.idempotent = idempotent;
  }

  /**
   * An event that declares no error and whose handler runs on a virtual thread.
   *
   * @param name the qualified name: {@code UserEvent.SignIn}
   */
  public static <P, R> EventType<P, R, Never> of(String name, Codec<P> payload, Codec<R> response) {
    int dot = name.indexOf('.');
    if (dot <= 0 || dot != name.lastIndexOf('.') || dot == name.length() - 1) {
      throw new IllegalArgumentException(
          "'" + name + "' is no qualified event name; one looks like UserEvent.SignIn");
    }
    return new EventType<>(
        name,
        Objects.requireNonNull(payload),
        Objects.requireNonNull(response),
        null,
        false,
        false);
  }

  /** The same event with a typed error: the one that such an exception carries. */
  public <X extends EventException, F> EventType<P, R, F> throwing(
      Class<X> exception, Function<? super X, ? extends F> error, Codec<F> codec) {
    return new EventType<>(
        name,
        payload,
        response,
        new DeclaredError<X, F>(exception, error, codec),
        inline,
        idempotent);
  }

  /** The same event with its handler run on the connection's reader thread. */
  public EventType<P, R, E> inline() {
    return new EventType<>(name, payload, response, declared, true, idempotent);
  }

  /**
   * The same event, which may be handled twice with no other effect than once: clients call it
   * again where they can't know whether it was handled.
   */
  public EventType<P, R, E> idempotent() {
    return new EventType<>(name, payload, response, declared, inline, true);
  }

  /** The same event with a stream of items from the front end to the core. */
  public <I> StreamEventType<P, I, Never, R, E> receiving(Codec<I> codec) {
    return new StreamEventType<>(this, Objects.requireNonNull(codec, "codec"), null);
  }

  /** The same event with a stream of items from the core to the front end. */
  public <O> StreamEventType<P, Never, O, R, E> sending(Codec<O> codec) {
    return new StreamEventType<>(this, null, Objects.requireNonNull(codec, "codec"));
  }

  /** The qualified name: {@code UserEvent.SignIn}. */
  public String name() {
    return name;
  }

  /** The name of the group: {@code UserEvent}. */
  public String group() {
    return name.substring(0, name.indexOf('.'));
  }

  /** The bare name: {@code SignIn}. */
  public String bareName() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** Writes and reads the payload. */
  public Codec<P> payload() {
    return payload;
  }

  /** Writes and reads the response. */
  public Codec<R> response() {
    return response;
  }

  /** How the declared error is caught and written, or null where the event declares none. */
  public @Nullable DeclaredError<?, E> declared() {
    return declared;
  }

  /** Whether the handler runs on the connection's reader thread, and so must not block. */
  public boolean isInline() {
    return inline;
  }

  /** Whether handling it twice has no other effect than handling it once. */
  public boolean isIdempotent() {
    return idempotent;
  }

  @Override
  public String toString() {
    return name;
  }
}
