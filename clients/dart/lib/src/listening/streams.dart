import 'dart:async';

import '../contract/group.dart';
import '../core.dart';
import '../errors.dart';
import '../reason.dart';
import '../resync.dart';
import 'notification_type.dart';
import 'received.dart';
import 'subscriptions.dart';
import 'topic.dart';

/// A broadcast stream of one notification: subscribed to when somebody begins to listen, ended when the last has
/// cancelled. For generated code.
///
/// Where notifications were lost, [onResync] is told; without it a [Resync] stands in the stream as an error. What else
/// fails is an error in the stream as well: a [CallException] where the core refuses the subscription.
Stream<V> streamNotifications<V>(
  Group group,
  String source,
  NotificationType<V> type, {
  Iterable<String>? subjects,
  void Function(Resync cause)? onResync,
  Core? core,
}) => streamSubjectNotifications<V, V>(
  group,
  source,
  type,
  (subject, value) => value,
  subjects: subjects,
  onResync: onResync,
  core: core,
);

/// The same for a notification that is about somebody; [item] makes what the stream gives. For generated code.
Stream<R> streamSubjectNotifications<V, R>(
  Group group,
  String source,
  NotificationType<V> type,
  R Function(String subject, V value) item, {
  Iterable<String>? subjects,
  void Function(Resync cause)? onResync,
  Core? core,
}) =>
    _NotificationStream<V, R>(
      group,
      source,
      type,
      item,
      subjects == null ? null : List.unmodifiable(subjects),
      onResync,
      core,
    ).stream;

final class _NotificationStream<V, R> implements Listener {
  _NotificationStream(
    this._group,
    this._source,
    this._type,
    this._item,
    this._subjects,
    this._onResync,
    this._named,
  );

  final Group _group;
  final String _source;
  final NotificationType<V> _type;
  final R Function(String subject, V value) _item;
  final List<String>? _subjects;
  final void Function(Resync cause)? _onResync;
  final Core? _named;
  // Synchronous, so that the core is told that it was heard when it was.
  late final StreamController<R> _controller = StreamController.broadcast(
    onListen: _begin,
    onCancel: _stop,
    sync: true,
  );
  OpenCore? _core;
  Listening? _listening;

  Stream<R> get stream => _controller.stream;

  void _begin() {
    final core = openCore(_named);
    if (core == null) {
      _endSoon(
        CallException(_group.name, Reason.notConnected, notConnectedText),
      );
      return;
    }
    _core = core;
    if (_subjects case final subjects? when subjects.isEmpty) {
      return;
    }
    final topic = Topic(_group, _source, [_type.number], _subjects ?? const []);
    final listening = core.session.subscriptions.listen(topic, this);
    _listening = listening;
    listening.started.then<void>(
      (_) {},
      onError: (Object failure, StackTrace trace) {
        if (identical(_listening, listening)) {
          _end(failure);
        }
      },
    );
  }

  void _stop() {
    final listening = _listening;
    _listening = null;
    listening?.stop();
  }

  @override
  void heard(ReceivedNotification notification) {
    final R item;
    try {
      item = _item(notification.subject, notification.read(_type));
    } on Object catch (failure, trace) {
      _core?.session.report(failure, trace);
      return;
    }
    _controller.add(item);
  }

  @override
  void resynced(Resync cause) {
    final onResync = _onResync;
    if (onResync == null) {
      _controller.addError(cause, StackTrace.empty);
    } else {
      _core?.session.guarded(() => onResync(cause));
    }
  }

  @override
  void ended(ParleyException? failure) {
    _listening = null;
    _end(failure is CallException ? failure : null);
  }

  void _endSoon(Object failure) => scheduleMicrotask(() => _end(failure));

  void _end(Object? failure) {
    if (_controller.isClosed) {
      return;
    }
    if (failure != null) {
      _controller.addError(failure, StackTrace.empty);
    }
    unawaited(_controller.close());
  }
}
