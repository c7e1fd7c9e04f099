import 'dart:async';
import 'dart:math';
import 'dart:typed_data';

import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../transport.dart';
import 'deadlines.dart';

/// How long connecting again waits between its attempts: a random time up to a bound that doubles with every attempt,
/// so that front ends that lost the same core do not come back all at once.
final class Backoff {
  /// 50 ms, doubled up to 5 s, where nothing else is said. Throws a [RangeError].
  Backoff({
    this.initialDelay = const Duration(milliseconds: 50),
    this.maxDelay = const Duration(seconds: 5),
  }) {
    if (initialDelay <= Duration.zero) {
      throw RangeError(
        'reconnect.initialDelay is $initialDelay; it must be more than 0',
      );
    }
    if (maxDelay < initialDelay) {
      throw RangeError(
        'reconnect.maxDelay is $maxDelay; it must be initialDelay ($initialDelay) or more',
      );
    }
  }

  /// The longest wait before the first attempt.
  final Duration initialDelay;

  /// The longest wait before any attempt.
  final Duration maxDelay;
}

/// What becomes of attempts.
abstract interface class Dialled {
  /// There is a transport, to which nothing was said.
  void reached(Transport transport);

  /// There is none, and this is why.
  void unreached(ConnectionException problem);
}

/// Dials: at once, or after a wait.
final class Attempts {
  /// An attempt may take [_timeout].
  Attempts(
    this._dialer,
    this._backoff,
    this._timeout,
    this._deadlines,
    this._dialled,
  );

  final Dialer _dialer;
  final Backoff _backoff;
  final Duration _timeout;
  final Deadlines _deadlines;
  final Dialled _dialled;
  final Random _random = Random();
  late final Alarm _wait = Alarm(now);
  late final Alarm _dialTimeout = Alarm(_dialIsLate);

  /// What is waited for, or dialled, is of this number; what comes of others is too late.
  int _current = 0;
  int _count = 0;

  /// How many attempts were waited for since the last connection that lasted.
  int get count => _count;

  /// Dials now.
  void now() {
    final mine = ++_current;
    _deadlines.set(_dialTimeout, _timeout);
    unawaited(_dial(mine));
  }

  /// Dials after a wait. The waits grow until a connection has [lasted] as long as the longest of them.
  void later(Duration lasted) {
    if (lasted >= _backoff.maxDelay) {
      _count = 0;
    }
    final longest = _backoff.maxDelay.inMicroseconds.toDouble();
    final bound = min(
      longest,
      _backoff.initialDelay.inMicroseconds * pow(2.0, _count),
    );
    _count++;
    _current++;
    final wait = (_random.nextDouble() * bound).round();
    _deadlines.set(_wait, Duration(microseconds: wait));
  }

  /// Dials no more; what is reached nevertheless is closed.
  void stop() {
    _current++;
    _deadlines.remove(_wait);
    _deadlines.remove(_dialTimeout);
  }

  Future<void> _dial(int mine) async {
    final Transport transport;
    try {
      transport = await _dialer.dial(_timeout);
    } on Object catch (failure) {
      if (_isStill(mine)) {
        _dialled.unreached(_problemOf(failure));
      }
      return;
    }
    if (_isStill(mine)) {
      _dialled.reached(transport);
    } else {
      transport.open(const _Deaf());
      transport.close();
    }
  }

  bool _isStill(int attempt) {
    if (attempt != _current) {
      return false;
    }
    _deadlines.remove(_dialTimeout);
    return true;
  }

  void _dialIsLate() {
    _current++;
    _dialled.unreached(
      ConnectionException(
        Reason.limitExceeded,
        'there was no transport within ${millisText(_timeout)} (limits.handshakeTimeout)',
      ),
    );
  }

  static ConnectionException _problemOf(Object failure) =>
      failure is ConnectionException
          ? failure
          : ConnectionException(Reason.notConnected, textOf(failure), failure);
}

/// Takes what a transport delivers that nobody waits for any more.
final class _Deaf implements TransportReceiver {
  const _Deaf();

  @override
  void received(Uint8List bytes) {}

  @override
  void receivedFrame(Uint8List frame) {}

  @override
  void drained() {}

  @override
  void closed([Object? cause]) {}
}
