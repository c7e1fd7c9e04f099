import 'reason.dart';

/// Notifications were lost, so that what they keep up to date must be read again: the core had more waiting for
/// this front end than it keeps, or the session was lost with the connection.
final class Resync implements Exception {
  /// Makes one with its cause.
  const Resync(this.reason, this.message);

  /// Why, for programs.
  final Reason reason;

  /// Why, for people.
  final String message;

  @override
  String toString() => 'Resync(${reason.wireName}): $message';
}
