import 'reason.dart';

/// What every failure of a call or a connection is.
sealed class ParleyException implements Exception {
  const ParleyException(this.message, this.cause);

  /// A text for people, which may change.
  final String message;

  /// What it comes from, where there is something.
  final Object? cause;
}

/// A call that was answered neither with a result nor with its declared error.
final class CallException extends ParleyException {
  /// Makes one whose message names the event.
  CallException(this.event, this.reason, String problem, [Object? cause])
    : super(_named(event, problem), cause);

  /// The event, such as `UserEvent.SignIn`; for a listener its group, such as `UserNotification`.
  final String event;

  /// Why, for programs.
  final Reason reason;

  // A core's own text names the event already.
  static String _named(String event, String problem) =>
      problem.startsWith('$event: ') ? problem : '$event: $problem';

  @override
  String toString() => 'CallException(${reason.wireName}): $message';
}

/// The error that an event declares, where a call has no [Result] to put it in: on streams, and thrown by `call()`.
final class DeclaredError<E> extends ParleyException {
  /// Wraps the error that the event's handler refused with.
  DeclaredError(this.event, this.error)
    : super('$event: refused with $error', null);

  /// The event, such as `UserEvent.ExportData`.
  final String event;

  /// The declared error.
  final E error;

  @override
  String toString() => 'DeclaredError: $message';
}

/// A connection that could not be made, or that ended other than by `close()`.
final class ConnectionException extends ParleyException {
  /// Makes one with its reason.
  const ConnectionException(this.reason, String message, [Object? cause])
    : super(message, cause);

  /// Why, for programs.
  final Reason reason;

  @override
  String toString() => 'ConnectionException(${reason.wireName}): $message';
}

/// What a failure says.
String textOf(Object failure) => switch (failure) {
  ParleyException(:final message) => message,
  ArgumentError(:final message?) => '$message',
  FormatException(:final message) => message,
  StateError(:final message) => message,
  _ => '$failure',
};
