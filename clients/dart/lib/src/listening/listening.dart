import 'dart:async';
import 'dart:convert';

import '../errors.dart';
import '../reason.dart';
import '../resync.dart';
import '../session/pending.dart';
import '../session/requests.dart';
import '../wire/frames.dart';
import 'received.dart';
import 'topic.dart';

/// Whom to tell. None of its methods throws.
abstract interface class Listener {
  /// A notification has come.
  void heard(ReceivedNotification notification);

  /// Notifications were lost.
  void resynced(Resync cause);

  /// It hears nothing any more, though nobody stopped it: the core has refused the subscription when it was asked again
  /// after a lost session (a [CallException]), or the connection has ended (a [ConnectionException], or `null` if it was
  /// closed here). Not called if [Listening.started] fails.
  void ended(ParleyException? failure);
}

/// One subscription of the wire.
final class Shared {
  /// Nobody shares it yet.
  Shared(this.key, this.topic)
    : _subjects = topic.subjects.isEmpty ? null : {...topic.subjects};

  /// What is equal for those that let through the same.
  final String key;

  /// What it lets through.
  final Topic topic;

  /// `null` for all.
  final Set<String>? _subjects;

  /// Who shares it.
  final Set<Listening> members = {};

  /// Its number; 0 while the core knows nothing of it.
  int id = 0;

  /// What waits for the core's answer, or has had it.
  Asked? asked;

  /// Whether the core has acknowledged it.
  bool isStanding = false;

  /// The core knows nothing of it any more.
  void lose() {
    id = 0;
    asked = null;
    isStanding = false;
  }

  /// Tells everybody who shares it that notifications were lost.
  void resync(Resync cause) {
    for (final listening in [...members]) {
      // What one is told may have stopped another.
      if (members.contains(listening)) {
        listening.resynced(cause);
      }
    }
  }
}

/// A listener that listens.
final class Listening {
  /// [_onStop] takes it out.
  Listening(this.shared, this.listener, this._onStop);

  /// What it shares with others.
  final Shared shared;

  /// Who is told.
  final Listener listener;
  final void Function(Listening) _onStop;
  final Completer<void> _started = Completer();
  bool _isStarted = false;

  /// Completes when the core has acknowledged the subscription, or [stop] was called; fails with a [CallException] if
  /// there is none.
  Future<void> get started => _started.future;

  /// Hears nothing any more, from this moment on.
  void stop() {
    if (!_started.isCompleted) {
      _started.complete();
    }
    _onStop(this);
  }

  /// Whether the core's filter may have let it through for this listener; it filters for all of them together.
  bool wants(String subject) => shared._subjects?.contains(subject) ?? true;

  /// The core agrees.
  void acknowledged() {
    _isStarted = true;
    if (!_started.isCompleted) {
      _started.complete();
    }
  }

  /// Notifications were lost.
  void resynced(Resync cause) {
    if (_isStarted) {
      listener.resynced(cause);
    }
  }

  /// The core does not agree, or cannot be asked.
  void refused(CallException failure) {
    if (_isStarted) {
      listener.ended(failure);
    } else if (!_started.isCompleted) {
      _started.completeError(failure);
    }
  }

  /// The connection has ended.
  void ended(ConnectionException? problem) {
    if (_isStarted) {
      listener.ended(problem);
    } else if (!_started.isCompleted) {
      final why = problem?.message ?? 'it was closed';
      _started.completeError(
        CallException(
          shared.topic.group.name,
          problem?.reason ?? Reason.notConnected,
          'the connection ended before the core had agreed: $why',
          problem,
        ),
      );
    }
  }
}

/// Waits for the core's word that a subscription stands.
final class Asked implements Pending {
  /// Failures name the group.
  Asked(this._group, {required this.onAgreed, required this.onRefused});

  final String _group;

  /// The core agrees.
  final void Function() onAgreed;

  /// It does not, or cannot be asked.
  final void Function(CallException failure) onRefused;

  @override
  PendingItems? get items => null;

  @override
  bool again(Requests requests, int id) => false;

  @override
  void answered(ResponseFrame frame) {
    if (frame.code == 0) {
      onAgreed();
    } else {
      final text = utf8.decode(frame.payload, allowMalformed: true);
      failed(Reason.of(frame.reason), text);
    }
  }

  @override
  void failed(Reason reason, String problem, [Object? cause]) =>
      onRefused(CallException(_group, reason, problem, cause));
}
