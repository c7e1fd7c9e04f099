import 'dart:async';

/// Something that must have ended by a certain time.
abstract interface class Expiring {
  /// By when, in microseconds of [clock].
  int get deadline;

  /// The time has come. It has been forgotten already.
  void expired();
}

/// A deadline that calls a function.
final class Alarm implements Expiring {
  /// Calls the function when the time that is set later has come.
  Alarm(this._onExpired);

  final void Function() _onExpired;

  @override
  int deadline = 0;

  @override
  void expired() => _onExpired();
}

final Stopwatch _watch = Stopwatch()..start();

/// Microseconds on a clock that is never set.
int clock() => _watch.elapsedMicroseconds;

/// The longest that a timer is set for, and a `timeout_ms` says, in milliseconds.
const int longestMillis = 0x7fffffff;

/// The deadlines of one connection, and what else it waits for. There is one timer, for the earliest; what ends before
/// its deadline costs no timer.
final class Deadlines {
  final Set<Expiring> _waiting = {};
  Timer? _timer;
  int? _at;

  /// Has it told when its time has come.
  void add(Expiring one) {
    _waiting.add(one);
    final at = _at;
    if (at == null || one.deadline < at) {
      _arm(one.deadline);
    }
  }

  /// Sets the alarm to that time from now.
  void set(Alarm alarm, Duration delay) {
    alarm.deadline = clock() + delay.inMicroseconds;
    add(alarm);
  }

  /// It is not to be told any more.
  void remove(Expiring one) {
    // A timer keeps an isolate alive, so none may wait for nothing.
    if (_waiting.remove(one) && _waiting.isEmpty) {
      stop();
    }
  }

  /// Nobody is told any more.
  void stop() {
    _waiting.clear();
    _timer?.cancel();
    _timer = null;
    _at = null;
  }

  void _arm(int at) {
    _timer?.cancel();
    _at = at;
    final delay = (at - clock()).clamp(0, longestMillis * 1000);
    _timer = Timer(Duration(microseconds: delay), _sweep);
  }

  void _sweep() {
    _at = null;
    _timer = null;
    final now = clock();
    for (final one in [..._waiting]) {
      // What one is told may have ended another.
      if (one.deadline <= now && _waiting.remove(one)) {
        one.expired();
      }
    }
    int? next;
    for (final one in _waiting) {
      if (next == null || one.deadline < next) {
        next = one.deadline;
      }
    }
    if (next != null && (_at == null || next < _at!)) {
      _arm(next);
    }
  }
}
