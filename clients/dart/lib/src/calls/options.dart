import '../cancellation.dart';
import '../core.dart';

/// A deadline so far away that it is none: for calls over a connection that has a timeout of its own.
const Duration noTimeout = Duration(days: 36500);

/// How a call is made.
final class CallOptions {
  /// What is left out is the connection's.
  const CallOptions({
    this.core,
    this.timeout,
    this.cancellation,
    this.traceparent,
  });

  /// The core to call; left out, the one connected last.
  final Core? core;

  /// How long the call may take, a stream to its end; left out, the connection's.
  final Duration? timeout;

  /// Ends the call.
  final Cancellation? cancellation;

  /// The W3C trace context that the handler sees; a malformed one is not sent.
  final String? traceparent;

  /// The trace context, `null` if it is none (Trace Context §3.2, version 00, ids that are not all zeros).
  String? get wellFormedTraceparent {
    final text = traceparent;
    return text != null && _wellFormed.hasMatch(text) ? text : null;
  }
}

final RegExp _wellFormed = RegExp(
  r'^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$',
);
