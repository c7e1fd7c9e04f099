import 'dart:async';

import '../contract/group.dart';
import '../core.dart';
import '../errors.dart';
import '../keyed.dart';
import '../reason.dart';
import '../resync.dart';
import 'notification_type.dart';
import 'received.dart';
import 'subscriptions.dart';
import 'topic.dart';

/// What generated listeners are: tells functions of notifications. What a function throws is reported (see
/// `onCallbackError` of `Core.connect`) and disturbs nobody else. Listeners of exactly the same notifications share one
/// subscription of the core, and are given the same objects.
base class NotificationListener {
  /// Listens to nothing before [start].
  ///
  ///  * [subjects]: the subjects to hear of, such as users' ids; the core sends no others. Left out, all; an empty one
  ///    means none;
  ///  * [onResync]: told in its place among the notifications that some were lost, so that what they keep up to date
  ///    must be read again;
  ///  * [core]: the core to listen to; left out, the one connected last when the listener is started;
  ///  * [key]: of the listeners of a core that have the same key one runs: starting another stops the one before. So
  ///    code that runs again after a hot reload leaves none behind.
  NotificationListener(
    this._group,
    this._source,
    List<NotificationHandler> handlers, {
    Iterable<String>? subjects,
    void Function(Resync cause)? onResync,
    Core? core,
    String? key,
  }) : _handlers = handlers,
       _subjects = subjects == null ? null : List.unmodifiable(subjects),
       _onResync = onResync,
       _core = core,
       _key = key;

  final Group _group;
  final String _source;
  final List<NotificationHandler> _handlers;
  final List<String>? _subjects;
  final void Function(Resync cause)? _onResync;
  final Core? _core;
  final String? _key;
  _Running? _running;

  /// Begins to listen; completes when the core has acknowledged it, so that what is sent afterwards is heard, or when
  /// the listener was stopped before. Starting a listener that runs changes nothing. Fails with a [CallException].
  /// While the connection is being made again it waits for that.
  Future<void> start() {
    if (_running case final running?) {
      return running.listening.started;
    }
    final core = openCore(_core);
    if (core == null) {
      return Future.error(
        CallException(_group.name, Reason.notConnected, notConnectedText),
      );
    }
    final topic = topicOf(_group, _source, _handlers, _subjects);
    if (topic == null) {
      _claim(core);
      return Future.value();
    }
    final told = _Told(core, _handlers, _onResync);
    final listening = core.session.subscriptions.listen(topic, told);
    final running = _Running(core, listening);
    _running = running;
    told.onEnd = () {
      if (identical(_running, running)) {
        stop();
      }
    };
    // After the new one has begun, so that what they share goes on.
    _claim(core);
    return _started(listening, told);
  }

  /// Hears of nothing any more, from this moment on. Stopping a listener that does not run changes nothing.
  void stop() {
    final running = _running;
    _running = null;
    if (running != null) {
      running.listening.stop();
      if (_key case final key?) {
        listenersByKey.release((running.core, key), this);
      }
    }
  }

  Future<void> _started(Listening listening, _Told told) async {
    try {
      await listening.started;
    } on Object {
      told.onEnd();
      rethrow;
    }
  }

  void _claim(OpenCore core) {
    if (_key case final key?) {
      unawaited(listenersByKey.claim((core, key), this, () async => stop()));
    }
  }
}

final class _Running {
  _Running(this.core, this.listening);

  final OpenCore core;
  final Listening listening;
}

/// What to listen to for these handlers; `null` if there is nothing to hear of.
Topic? topicOf(
  Group group,
  String source,
  List<NotificationHandler> handlers,
  List<String>? subjects,
) {
  if (handlers.isEmpty || (subjects != null && subjects.isEmpty)) {
    return null;
  }
  final types = {for (final handler in handlers) handler.number};
  return Topic(group, source, [...types], subjects ?? const []);
}

/// Calls an application's functions.
final class _Told implements Listener {
  _Told(this._core, this._handlers, this._onResync);

  final OpenCore _core;
  final List<NotificationHandler> _handlers;
  final void Function(Resync cause)? _onResync;
  void Function() onEnd = () {};

  @override
  void heard(ReceivedNotification notification) {
    for (final handler in _handlers) {
      if (handler.number == notification.type) {
        _core.session.guarded(() => handler.prepare(notification)());
      }
    }
  }

  @override
  void resynced(Resync cause) =>
      _core.session.guarded(() => _onResync?.call(cause));

  @override
  void ended(ParleyException? failure) {
    onEnd();
    // The end of the connection is told by the core itself.
    if (failure is CallException) {
      _core.session.report(failure, StackTrace.empty);
    }
  }
}
