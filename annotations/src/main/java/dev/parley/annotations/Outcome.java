package dev.parley.annotations;

/**
 * What a notification carries that tells how something ended: a payload, or a typed error.
 *
 * <pre>{@code
 * @Notification(3)
 * void sync(@Subject String folderId, Outcome<SyncPB, FlowyError> outcome);
 * }</pre>
 *
 * @param <P> the payload, a {@link Message}
 * @param <E> the error, a {@link Message}
 */
public sealed interface Outcome<P, E> {
  /** It went well. */
  record Success<P, E>(P payload) implements Outcome<P, E> {}

  /** It failed. */
  record Failure<P, E>(E error) implements Outcome<P, E> {}

  /** It went well. */
  static <P, E> Outcome<P, E> success(P payload) {
    return new Success<>(payload);
  }

  /** It failed. */
  static <P, E> Outcome<P, E> failure(E error) {
    return new Failure<>(error);
  }
}
