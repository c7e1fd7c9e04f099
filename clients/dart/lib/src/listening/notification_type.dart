import 'dart:typed_data';

import '../codec/message_type.dart';
import '../result.dart';
import 'received.dart';

/// A notification as the generated code knows it.
sealed class NotificationType<V> {
  const NotificationType(this.number, this.name);

  /// Its number, unique in its source.
  final int number;

  /// What streams call it, such as `profileUpdate`.
  final String name;

  /// What its bytes tell. Throws what reading a message throws.
  V read(Uint8List payload, {required bool isError});

  /// Has a function told of it.
  NotificationHandler handler(void Function(V value) onNotified) =>
      _Handler(this, (value, subject) => onNotified(value));

  /// Has a function told of it and of whom or what it is about.
  NotificationHandler subjectHandler(
    void Function(String subject, V value) onNotified,
  ) => _Handler(this, (value, subject) => onNotified(subject, value));

  Never _refuseError() =>
      throw FormatException(
        "$name: came with an error, which this front end's contract does not have",
      );
}

/// A notification with a message.
final class MessageNotificationType<V> extends NotificationType<V> {
  /// Made by generated code.
  const MessageNotificationType(super.number, super.name, this.payload);

  /// The message's type.
  final MessageType<V> payload;

  @override
  V read(Uint8List payload, {required bool isError}) =>
      isError ? _refuseError() : this.payload.decode(payload);
}

/// A notification with a message or, in its place, an error.
final class OutcomeNotificationType<P, E>
    extends NotificationType<Result<P, E>> {
  /// Made by generated code.
  const OutcomeNotificationType(
    super.number,
    super.name,
    this.payload,
    this.error,
  );

  /// The message's type.
  final MessageType<P> payload;

  /// The error's type.
  final MessageType<E> error;

  @override
  Result<P, E> read(Uint8List payload, {required bool isError}) =>
      isError
          ? Failure(error.decode(payload))
          : Success(this.payload.decode(payload));
}

/// A notification that says all by its coming.
final class EmptyNotificationType extends NotificationType<void> {
  /// Made by generated code.
  const EmptyNotificationType(super.number, super.name);

  @override
  void read(Uint8List payload, {required bool isError}) {
    if (isError) {
      _refuseError();
    }
  }
}

/// A function that is told of one notification.
abstract interface class NotificationHandler {
  /// The notification's number.
  int get number;

  /// Reads a notification; returns what calls the function. Throws what reading a message throws.
  void Function() prepare(ReceivedNotification notification);
}

final class _Handler<V> implements NotificationHandler {
  _Handler(this._type, this._onNotified);

  final NotificationType<V> _type;
  final void Function(V value, String subject) _onNotified;

  @override
  int get number => _type.number;

  @override
  void Function() prepare(ReceivedNotification notification) {
    final value = notification.read(_type);
    return () => _onNotified(value, notification.subject);
  }
}
