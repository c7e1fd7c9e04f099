import 'dart:async';
import 'dart:typed_data';

import '../reason.dart';
import '../wire/frames.dart';
import 'pending.dart';
import 'requests.dart';

/// Stands for a call that was given up here: whatever still comes for it is passed over.
final class _Abandoned implements Pending, PendingItems {
  const _Abandoned();

  @override
  PendingItems get items => this;

  @override
  void answered(ResponseFrame frame) {}

  @override
  void failed(Reason reason, String problem, [Object? cause]) {}

  @override
  bool again(Requests requests, int id) => false;

  @override
  void received(Uint8List payload) {}

  @override
  void credited(int items, int bytes) {}
}

/// What is in flight on a connection, by number. A call that was given up keeps its place until the core has answered
/// it, since the core counts it until then as well.
final class InFlight {
  static const _abandonedCall = _Abandoned();

  final Map<int, Pending> _pending = {};

  /// Which of them are no calls.
  final Set<int> _subscriptions = {};
  int _abandoned = 0;
  int _lastId = 0;
  void Function()? _onIdle;

  /// How many calls have not been answered.
  int get calls => _pending.length - _subscriptions.length;

  /// A number that was never used.
  int nextId() => ++_lastId;

  /// It waits for its answer from now on.
  void add(int id, Pending pending, {required bool isSubscription}) {
    _pending[id] = pending;
    if (isSubscription) {
      _subscriptions.add(id);
    }
  }

  /// What has that number.
  Pending? operator [](int id) => _pending[id];

  /// Takes out what was answered.
  Pending? take(int id) {
    final pending = _pending.remove(id);
    if (pending != null) {
      if (identical(pending, _abandonedCall)) {
        _abandoned--;
      } else {
        _subscriptions.remove(id);
      }
      _settled();
    }
    return pending;
  }

  /// Gives a call up; whether it was in flight.
  bool abandon(int id) {
    final pending = _pending[id];
    if (pending == null || identical(pending, _abandonedCall)) {
      return false;
    }
    _pending[id] = _abandonedCall;
    _abandoned++;
    _settled();
    return true;
  }

  /// What is in flight now, with its numbers, in the order in which it was made.
  List<MapEntry<int, Pending>> all() => [..._pending.entries];

  /// Completes when nobody waits for an answer, or the time has passed.
  Future<void> drained(Duration timeout) {
    if (_pending.length == _abandoned) {
      return Future.value();
    }
    final done = Completer<void>();
    final timer = Timer(timeout, done.complete);
    _onIdle = () {
      if (!done.isCompleted) {
        timer.cancel();
        done.complete();
      }
    };
    return done.future;
  }

  void _settled() {
    if (_pending.length == _abandoned) {
      _onIdle?.call();
    }
  }
}
