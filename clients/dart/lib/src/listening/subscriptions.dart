import 'dart:async';
import 'dart:convert';

import '../errors.dart';
import '../resync.dart';
import '../wire/frames.dart';
import 'confirmations.dart';
import 'listening.dart';
import 'received.dart';
import 'topic.dart';

export 'listening.dart';

/// Who listens to a core. Listeners that want exactly the same share one subscription of the wire, which ends with the
/// last of them. They outlive sessions: after a lost one the core is asked for all of them again.
final class Subscriptions {
  /// Asks the core over [_wire].
  Subscriptions(this._wire);

  final SubscriptionWire _wire;
  late final Confirmations _confirmations = Confirmations(_wire.heard);
  final Map<String, Shared> _shared = {};

  /// Who hears of a notification, by its source and number, in the order in which they began.
  final Map<(String, int), Set<Listening>> _hearing = {};

  /// Begins to listen; [Listening.started] of what it returns tells when the core has acknowledged it.
  Listening listen(Topic topic, Listener listener) {
    final key = _keyOf(topic);
    final known = _shared[key];
    final shared = known ?? Shared(key, topic);
    final listening = Listening(shared, listener, _stop);
    shared.members.add(listening);
    for (final type in topic.types) {
      (_hearing[(topic.source, type)] ??= {}).add(listening);
    }
    if (known == null) {
      _shared[key] = shared;
      _ask(shared, null);
    } else if (shared.isStanding) {
      listening.acknowledged();
    }
    return listening;
  }

  /// Tells a notification to everybody who wants it. One that is stopped meanwhile is not told, one that begins
  /// meanwhile hears from the next notification on. Whoever takes it later keeps it for itself: nobody else, and no
  /// other notification, waits for that.
  void notified(NotificationFrame frame) {
    final all = _hearing[(frame.source, frame.type)];
    if (all != null && all.isNotEmpty) {
      final notification = ReceivedNotification(frame);
      for (final listening in [...all]) {
        if (all.contains(listening) && listening.wants(frame.subject)) {
          listening.listener.heard(notification);
        }
      }
    }
    if (frame.confirm) {
      _confirmations.heard(frame.seq);
    }
  }

  /// Tells everybody that notifications were lost.
  void resynced(Resync resync) {
    for (final shared in [..._shared.values]) {
      shared.resync(resync);
    }
  }

  /// The session is lost: what was asked of it is forgotten, what comes from it is passed over.
  void sessionLost() {
    _confirmations.reset();
    for (final shared in _shared.values) {
      shared.lose();
    }
  }

  /// There is a session in the lost one's place: the core is asked again, and who listened is resynced when it has
  /// agreed.
  void renew(Resync cause) {
    for (final shared in [..._shared.values]) {
      // What one is told may have stopped another.
      if (identical(_shared[shared.key], shared)) {
        _ask(shared, cause);
      }
    }
  }

  /// The connection has ended for good.
  void closed(ConnectionException? problem) {
    _confirmations.reset();
    for (final shared in [..._shared.values]) {
      _drop(shared, (listening) => listening.ended(problem));
    }
  }

  void _ask(Shared shared, Resync? cause) {
    late final Asked asked;
    asked = Asked(
      shared.topic.group.name,
      onAgreed: () {
        if (identical(shared.asked, asked)) {
          shared.isStanding = true;
          if (cause != null) {
            shared.resync(cause);
          }
          for (final listening in [...shared.members]) {
            listening.acknowledged();
          }
        }
      },
      onRefused: (failure) {
        if (identical(shared.asked, asked)) {
          _drop(shared, (listening) => listening.refused(failure));
        }
      },
    );
    shared.asked = asked;
    final id = _wire.subscribe(shared.topic, asked);
    if (identical(shared.asked, asked)) {
      shared.id = id;
    }
  }

  void _stop(Listening listening) {
    final shared = listening.shared;
    _unindex(listening);
    if (shared.members.remove(listening) && shared.members.isEmpty) {
      _forget(shared);
      if (shared.id != 0) {
        _wire.unsubscribe(shared.id);
        shared.lose();
      }
    }
  }

  /// Takes a subscription out with everybody who shares it.
  void _drop(Shared shared, void Function(Listening) tell) {
    _forget(shared);
    shared.lose();
    final members = [...shared.members];
    shared.members.clear();
    members.forEach(_unindex);
    members.forEach(tell);
  }

  void _forget(Shared shared) {
    if (identical(_shared[shared.key], shared)) {
      _shared.remove(shared.key);
    }
  }

  void _unindex(Listening listening) {
    final topic = listening.shared.topic;
    for (final type in topic.types) {
      final all = _hearing[(topic.source, type)];
      if (all != null && all.remove(listening) && all.isEmpty) {
        _hearing.remove((topic.source, type));
      }
    }
  }
}

/// Equal for subscriptions that let through the same notifications of the same contract.
String _keyOf(Topic topic) => jsonEncode([
  topic.group.name,
  topic.group.fingerprint,
  topic.source,
  [...topic.types]..sort(),
  [...topic.subjects]..sort(),
]);
