package dev.parley.core.notify;

import dev.parley.annotations.Outcome;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import java.time.Duration;
import java.util.Objects;

/**
 * One notification of a contract: what it carries and how it is delivered. Generated code holds one
 * constant per notification, shared by sender and listeners.
 *
 * @param <T> what it carries: the payload, {@code Empty} where there is none, or an {@link Outcome}
 */
public final class NotificationType<T> {
  private final Topic topic;
  private final String name;
  private final Body<T> body;
  private final Policy policy;

  private NotificationType(Topic topic, String name, Body<T> body, Policy policy) {
    this.topic = topic;
    this.name = Objects.requireNonNull(name, "name");
    this.body = body;
    this.policy = policy;
  }

  /**
   * A notification of which every one is delivered.
   *
   * @param source the source that all notifications of a group share: {@code User}
   * @param number the notification's number, unique within its source
   * @param name its name for people: {@code UserNotification.UserSignIn}
   * @param codec writes and reads its payload
   */
  public static <T> NotificationType<T> of(String source, int number, String name, Codec<T> codec) {
    return new NotificationType<>(
        new Topic(Objects.requireNonNull(source, "source"), number),
        name,
        new Body.Payload<>(Objects.requireNonNull(codec, "codec")),
        Policy.EVERY);
  }

  /** The same notification, which may carry a typed error instead of its payload. */
  public <E> NotificationType<Outcome<T, E>> orError(Codec<E> error) {
    // Not a switch: the JDK makes a class for its first one at run time, while the core starts.
    if (!(body instanceof Body.Payload<T> only)) {
      throw new IllegalStateException(this + " has an error");
    }
    return new NotificationType<>(
        topic,
        name,
        new Body.PayloadOrError<>(only.codec(), Objects.requireNonNull(error, "error")),
        policy);
  }

  /** The same notification, of which a slow front end gets only the newest of each subject. */
  public NotificationType<T> latest() {
    return new NotificationType<>(topic, name, body, Policy.LATEST);
  }

  /**
   * The same notification, held back until none of its subject came for {@code quiet}, at most for
   * {@code maxWait}; only the newest is sent then.
   *
   * @throws IllegalArgumentException if {@code quiet} is not positive, or longer than {@code
   *     maxWait}
   */
  public NotificationType<T> debounced(Duration quiet, Duration maxWait) {
    return new NotificationType<>(topic, name, body, new Policy.Debounced(quiet, maxWait));
  }

  /** The source that all notifications of a group share: {@code User}. */
  public String source() {
    return topic.source();
  }

  /** The notification's number, unique within its source. */
  public int number() {
    return topic.number();
  }

  /** Source and number in one. */
  public Topic topic() {
    return topic;
  }

  /** Its name for people: {@code UserNotification.UserSignIn}. */
  public String name() {
    return name;
  }

  /** How it is delivered. */
  public Policy policy() {
    return policy;
  }

  /**
   * Writes what it carries, without tag or length.
   *
   * @throws RuntimeException if it can't be encoded
   */
  public void write(T content, MessageWriter out) {
    body.write(content, out);
  }

  /** Whether this is the typed error. */
  public boolean isError(T content) {
    return body.isError(content);
  }

  /** Where a received message stands. */
  @FunctionalInterface
  public interface Received {
    /** Reads it as a message of that kind. */
    <M> M as(Codec<M> codec);
  }

  /**
   * Reads what was received.
   *
   * @param isError whether it is the typed error
   * @throws IllegalArgumentException if it is an error and this notification has none
   * @throws RuntimeException if it can't be read
   */
  public T read(Received received, boolean isError) {
    if (isError && body instanceof Body.Payload<T>) {
      throw new IllegalArgumentException(this + " came with an error; it has none");
    }
    return body.read(received, isError);
  }

  @Override
  public String toString() {
    return name;
  }
}
