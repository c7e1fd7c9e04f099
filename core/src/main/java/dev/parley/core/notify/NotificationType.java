package dev.parley.core.notify;

import dev.parley.core.codec.Codec;
import java.util.Objects;

/**
 * One notification of a contract. Generated code holds one constant per notification.
 *
 * @param source the source that all notifications of a group share: {@code User}
 * @param number the notification's number, unique within its source
 * @param name its name for people: {@code UserNotification.UserSignIn}
 * @param codec writes and reads its payload
 * @param <T> the payload; {@code Empty} where there is none
 */
public record NotificationType<T>(String source, int number, String name, Codec<T> codec) {
  /** Refuses null. */
  public NotificationType {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(codec, "codec");
  }

  /** The same as the constructor, without the type written out. */
  public static <T> NotificationType<T> of(String source, int number, String name, Codec<T> codec) {
    return new NotificationType<>(source, number, name, codec);
  }

  @Override
  public String toString() {
    return name;
  }
}
