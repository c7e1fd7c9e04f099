import '../cancellation.dart';
import '../limits.dart';
import '../reason.dart';
import '../session/deadlines.dart';
import 'options.dart';

/// What a guard ends.
abstract interface class Guarded {
  /// Ends it.
  void failed(Reason reason, String problem, [Object? cause]);
}

/// Ends a call from this side when it is cancelled or its deadline passes.
final class Guard implements Expiring {
  /// Does nothing before [watch].
  Guard(this._call, this._deadlines, this._cancellation, Duration? timeout)
    : _timeout = timeout != null && timeout < noTimeout ? timeout : null,
      _begun = clock();

  final Guarded _call;
  final Deadlines _deadlines;
  final Cancellation? _cancellation;
  final Duration? _timeout;
  final int _begun;
  void Function()? _stopListening;

  @override
  int get deadline => _begun + _timeout!.inMicroseconds;

  /// Begins to watch; the call fails at once if it is too late already.
  void watch() {
    final timeout = _timeout;
    if (_cancellation?.isCancelled ?? false) {
      _cancel('nothing was sent: it was cancelled before');
    } else if (timeout != null && timeout <= Duration.zero) {
      final problem = 'nothing was sent: its timeout is ${millisText(timeout)}';
      _call.failed(Reason.deadlineExceeded, problem);
    } else {
      _stopListening = _cancellation?.listen(() => _cancel('cancelled'));
      if (timeout != null) {
        _deadlines.add(this);
      }
    }
  }

  /// The call has ended.
  void release() {
    _stopListening?.call();
    _deadlines.remove(this);
  }

  /// How long the core may take, in whole milliseconds; 0 for as long as it likes.
  int get remainingMillis =>
      _timeout == null
          ? 0
          : ((deadline - clock()) / 1000).ceil().clamp(1, longestMillis);

  @override
  void expired() => _call.failed(
    Reason.deadlineExceeded,
    'not answered within ${millisText(_timeout!)} (timeout)',
  );

  void _cancel(String problem) =>
      _call.failed(Reason.cancelled, problem, _cancellation?.reason);
}
