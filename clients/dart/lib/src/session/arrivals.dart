import '../errors.dart';
import '../listening/subscriptions.dart';
import '../reason.dart';
import '../resync.dart';
import '../wire/frames.dart';
import 'in_flight.dart';
import 'outbox.dart';
import 'requests.dart';

/// Takes each frame of the core to whom it is for. Throws a [ConnectionException] for one that should not have come.
final class Arrivals {
  /// The core's farewell is told to [_onGoAway].
  Arrivals(
    this._inFlight,
    this._subscriptions,
    this._requests,
    this._outbox,
    this._onGoAway,
  );

  final InFlight _inFlight;
  final Subscriptions _subscriptions;
  final Requests _requests;
  final Outbox _outbox;
  final void Function(GoAwayFrame) _onGoAway;
  int _lastSeq = 0;

  /// A session begins, whose notifications are numbered from 1.
  void restart() => _lastSeq = 0;

  /// Takes a frame that came behind the welcome.
  void frame(Frame frame) {
    switch (frame) {
      case ResponseFrame():
        _response(frame);
      case NotificationFrame():
        _notification(frame);
      case PingFrame(:final id):
        _outbox.frames.pong(id);
        _requests.control();
      case PongFrame():
        break; // Nobody has asked.
      case StreamItemFrame():
        _item(frame);
      case CreditFrame(:final id, :final items, :final bytes):
        // For a call that has ended it has come too late, which is no fault.
        _inFlight[id]?.items?.credited(items, bytes);
      case GoAwayFrame():
        _onGoAway(frame);
      case AckFrame(:final received):
        _acknowledged(received);
      case ResyncFrame(:final reason, :final message):
        _subscriptions.resynced(Resync(Reason.of(reason), message));
      case WelcomeFrame():
        throw _broken('the core sent frame 2, which has no place here');
      case UnknownFrame(:final number):
        if (_neverFromACore.contains(number)) {
          throw _broken('the core sent frame $number, which has no place here');
        }
    }
  }

  void _response(ResponseFrame response) {
    final pending = _inFlight.take(response.id);
    if (pending == null) {
      throw _broken(
        'the core answered call ${response.id}, which is not in flight',
      );
    }
    pending.answered(response);
  }

  void _item(StreamItemFrame item) {
    final pending = _inFlight[item.id];
    final items = pending?.items;
    if (items == null) {
      final what = pending == null ? 'is not in flight' : 'takes no items';
      throw _broken('the core sent an item of call ${item.id}, which $what');
    }
    items.received(item.payload);
  }

  void _notification(NotificationFrame notification) {
    final seq = notification.seq;
    if (seq != _lastSeq + 1) {
      throw _broken('the core sent notification $seq after $_lastSeq');
    }
    _lastSeq = seq;
    _subscriptions.notified(notification);
  }

  void _acknowledged(int position) {
    final retained = _outbox.retained;
    if (retained == null || position > retained.sent) {
      throw _broken(
        'the core has acknowledged $position bytes of a session in which ${retained?.sent ?? 0} count',
      );
    }
    retained.acknowledged(position);
  }
}

/// Frames that only front ends send; any other that is unknown here is from a later version.
const Set<int> _neverFromACore = {1, 3, 6, 7, 8, 10, 16};

ConnectionException _broken(String problem) =>
    ConnectionException(Reason.protocolError, problem);
