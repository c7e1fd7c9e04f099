import 'dart:async';

import '../contract/group.dart';
import '../core.dart';
import '../errors.dart';
import '../keyed.dart';
import '../limits.dart';
import '../reason.dart';
import '../resync.dart';
import 'backlog.dart';
import 'listener.dart';
import 'notification_type.dart';
import 'received.dart';
import 'subscriptions.dart';
import 'topic.dart';

/// Something that is being kept up to date.
abstract interface class Observation {
  /// Gives no value and no change any more, from this moment on. Stopping twice is stopping once.
  void stop();
}

/// Reads a value and hears of every change from then on, without a gap; for generated code
/// (`UserNotification.observe`). It listens first, then reads: [onValue] is given what was read, then the handlers
/// every change that has come meanwhile and later. When notifications were lost it reads again.
///
/// Completes when the first value was given, or when it was stopped before. Fails, and has stopped, with what [read]
/// fails with, and with a [CallException] if the core refuses the subscription. What a later read fails with is
/// reported, as is what [onValue] and the handlers throw.
Future<Observation> observeNotifications<T>(
  Group group,
  String source,
  List<NotificationHandler> handlers,
  Future<T> Function() read,
  void Function(T value) onValue, {
  Iterable<String>? subjects,
  void Function(Resync cause)? onResync,
  Core? core,
  String? key,
}) async {
  final open = openCore(core);
  if (open == null) {
    throw CallException(group.name, Reason.notConnected, notConnectedText);
  }
  final observing = _Observing<T>(open, handlers, read, onValue, onResync, key);
  final heard = subjects == null ? null : List<String>.unmodifiable(subjects);
  await observing.begin(topicOf(group, source, handlers, heard));
  return observing;
}

final class _Observing<T> implements Observation, Listener {
  _Observing(
    this._core,
    this._handlers,
    this._read,
    this._onValue,
    this._onResync,
    this._key,
  ) : _held = Backlog(_core.session.limits.maxQueueBytes);

  final OpenCore _core;
  final List<NotificationHandler> _handlers;
  final Future<T> Function() _read;
  final void Function(T value) _onValue;
  final void Function(Resync cause)? _onResync;
  final String? _key;

  /// The calls of handlers for what has come since the read began.
  final Backlog<void Function()> _held;

  /// Ends [begin] before there is a value.
  final Completer<void> _settled = Completer();
  Listening? _listening;
  bool _isStopped = false;
  bool _isReading = true;

  /// Whether the first value was read.
  bool _isGiven = false;

  /// Whether changes were lost since the read began.
  bool _isStale = false;

  /// Listens and reads for the first time.
  Future<void> begin(Topic? topic) async {
    if (topic != null) {
      _listening = _core.session.subscriptions.listen(topic, this);
    }
    if (_key case final key?) {
      unawaited(listenersByKey.claim((_core, key), this, () async => stop()));
    }
    // Where nobody waits for the first value any more, nobody need know.
    _settled.future.ignore();
    try {
      await _listening?.started;
      await Future.any([_settled.future, _first()]);
    } on Object {
      stop();
      rethrow;
    }
  }

  @override
  void stop() {
    if (_isStopped) {
      return;
    }
    _isStopped = true;
    _listening?.stop();
    _held.clear();
    if (_key case final key?) {
      listenersByKey.release((_core, key), this);
    }
    if (!_settled.isCompleted) {
      _settled.complete();
    }
  }

  @override
  void heard(ReceivedNotification notification) {
    for (final handler in _handlers) {
      if (handler.number == notification.type) {
        _core.session.guarded(() {
          final call = handler.prepare(notification);
          if (_isReading) {
            _hold(call, notification);
          } else {
            call();
          }
        });
      }
    }
  }

  @override
  void resynced(Resync cause) {
    _core.session.guarded(() => _onResync?.call(cause));
    _lost();
  }

  @override
  void ended(ParleyException? failure) {
    if (_isGiven) {
      stop();
      // The end of the connection is told by the core itself.
      if (failure is CallException) {
        _core.session.report(failure, StackTrace.empty);
      }
    } else if (!_settled.isCompleted) {
      _settled.completeError(
        failure ??
            const ConnectionException(
              Reason.notConnected,
              'the connection was closed before there was a value',
            ),
      );
    }
  }

  Future<void> _first() async {
    if (!_isStopped) {
      final value = await _read();
      _isGiven = true;
      _give(value);
    }
  }

  /// Reads again until nothing was lost meanwhile.
  Future<void> _again() async {
    try {
      _give(await _read());
    } on Object catch (failure, trace) {
      if (!_isStopped) {
        _core.session.report(failure, trace);
        _release();
      }
    }
  }

  void _give(T value) {
    if (!_isStopped) {
      _core.session.guarded(() => _onValue(value));
      _release();
    }
  }

  /// The read is over: gives what has come meanwhile, or reads again if some of it was lost.
  void _release() {
    // One of them may stop it, and then none waits any more.
    while (!_isStale && !_held.isEmpty) {
      _core.session.guarded(_held.removeFirst());
    }
    if (_isStale) {
      _isStale = false;
      unawaited(_again());
    } else {
      _isReading = false;
    }
  }

  void _hold(void Function() call, ReceivedNotification notification) {
    if (!_held.add(call, notification.cost)) {
      final limit = bytesText(_core.session.limits.maxQueueBytes);
      resynced(
        Resync(
          Reason.slowConsumer,
          'reading takes too long: more than $limit of notifications came meanwhile (limits.maxQueueBytes)',
        ),
      );
    }
  }

  /// What has come so far is worth nothing without what was lost.
  void _lost() {
    if (_isStopped) {
      return;
    }
    _held.clear();
    if (_isReading) {
      _isStale = true;
    } else {
      _isReading = true;
      unawaited(_again());
    }
  }
}
