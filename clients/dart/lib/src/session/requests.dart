import 'dart:typed_data';

import '../contract/group.dart';
import '../errors.dart';
import '../event_type.dart';
import '../codec/message_type.dart';
import '../limits.dart';
import '../listening/topic.dart';
import '../reason.dart';
import '../wire/frame_writer.dart';
import 'agreement.dart';
import 'held.dart';
import 'in_flight.dart';
import 'outbox.dart';
import 'pending.dart';

/// Why nothing is sent.
typedef Refusal = ({Reason reason, String text});

/// Why nothing is sent over a connection that was closed.
const Refusal closedHere = (
  reason: Reason.notConnected,
  text: 'the connection is closed',
);

/// How far frames without an outcome of their own may go beyond `limits.maxQueueBytes`, in bytes: 64 KiB, and as much
/// again because an item may be sent, whatever its size, while less than that is waiting.
const int _controlBytes = 128 * 1024;

/// What is sent for calls and subscriptions, within the limits of both sides. Whatever cannot be sent is as if it had
/// never been written; while there is no link, it waits.
final class Requests implements SubscriptionWire {
  /// A core that does not read is left by [_abort].
  Requests(this._outbox, this._inFlight, this._maxQueueBytes, this._abort);

  final Outbox _outbox;
  final InFlight _inFlight;
  final int _maxQueueBytes;
  final void Function(ConnectionException) _abort;
  final Held _held = Held();
  Agreement? _agreement;
  Refusal? _refusal;

  /// From here on calls may be made.
  void open(Agreement agreement) => _agreement = agreement;

  /// From here on no new calls are made, for this reason; `null`: they are made again.
  void refuse(Refusal? refusal) => _refusal = refusal;

  /// Hands out what has waited for a link, in the order in which it was made.
  Uint8List takeHeld() => _held.takeAll();

  /// The session is lost. Calls that the core knows nothing of wait for the next one, and so do those that may run
  /// twice; the others end, as nobody can know whether they were carried out.
  void lose(ConnectionException problem) {
    _outbox.clear();
    final unknown = _held.takeUnknown();
    for (final MapEntry(key: id, value: pending) in _inFlight.all()) {
      if (!unknown.has(id) && !pending.again(this, id)) {
        _inFlight.take(id);
        pending.failed(Reason.outcomeUnknown, _unknownText(problem), problem);
      }
    }
    _held.append(unknown);
  }

  /// Nothing waits any more: whatever is in flight ends.
  void fail(ConnectionException problem) {
    _outbox.clear();
    for (final MapEntry(key: id, value: pending) in _inFlight.all()) {
      _inFlight.take(id);
      if (_held.isUnsent(id)) {
        final text = 'nothing was sent: ${problem.message}';
        pending.failed(Reason.notConnected, text, problem);
      } else {
        pending.failed(Reason.outcomeUnknown, _unknownText(problem), problem);
      }
    }
    _held.takeAll();
  }

  /// There is a new session. What has waited is sent in it, if the core takes it.
  void reopen(Agreement agreement) {
    final before = _agreement;
    _agreement = agreement;
    _refusal = null;
    var count = 0;
    for (final MapEntry(key: id, value: pending) in _inFlight.all()) {
      final size = _held.requestBytes(id);
      if (size > agreement.maxFrameBytes) {
        final problem = _tooLarge('request', size, agreement.maxFrameBytes);
        _takeBack(id, pending, Reason.limitExceeded, problem);
      } else if (++count > agreement.maxCalls) {
        final problem = _tooMany(count - 1, agreement.maxCalls);
        _takeBack(id, pending, Reason.overloaded, problem);
      } else {
        // Nothing was sent of its stream yet, so that what it may send is what this session allows.
        pending.items?.credited(
          agreement.streamItems - (before?.streamItems ?? 0),
          agreement.streamBytes - (before?.streamBytes ?? 0),
        );
      }
    }
  }

  /// Sends a request; [pending] is told its outcome, at once if it cannot be sent. Returns the call's number, 0 if it
  /// was not sent. A [timeoutMs] of 0 is none.
  int call<P>(
    EventType<P, Object?, Object?> event,
    P payload,
    Pending pending,
    int timeoutMs,
    String? traceparent,
  ) {
    final agreement = _ready(event.group, pending, _inFlight.calls);
    if (agreement == null) {
      return 0;
    }
    final id = _inFlight.nextId();
    final int size;
    try {
      size = _outbox.frames.request(
        id,
        event.name,
        event.payload,
        payload,
        timeoutMs,
        traceparent,
      );
    } on Object catch (cause) {
      _outbox.frames.drop();
      pending.failed(Reason.invalidPayload, textOf(cause), cause);
      return 0;
    }
    return _sent(id, size, agreement, pending, isSubscription: false) ? id : 0;
  }

  /// Writes the request of a call again that is in flight and whose session was lost; whether it could be.
  bool again<P>(
    int id,
    EventType<P, Object?, Object?> event,
    P payload,
    int timeoutMs,
    String? traceparent,
  ) {
    final frames = _outbox.frames;
    try {
      frames.request(
        id,
        event.name,
        event.payload,
        payload,
        timeoutMs,
        traceparent,
      );
    } on Object {
      frames.drop(); // It has changed since it was sent.
      return false;
    }
    _held.add(id, frames.take(), First.again);
    return true;
  }

  @override
  int subscribe(Topic topic, Pending pending) {
    final agreement = _ready(topic.group, pending, 0);
    if (agreement == null) {
      return 0;
    }
    final id = _inFlight.nextId();
    final int size;
    try {
      size = _outbox.frames.subscribe(
        id,
        topic.source,
        topic.types,
        topic.subjects,
      );
    } on Object catch (cause) {
      _outbox.frames.drop();
      pending.failed(Reason.invalidPayload, textOf(cause), cause);
      return 0;
    }
    return _sent(id, size, agreement, pending, isSubscription: true) ? id : 0;
  }

  @override
  void unsubscribe(int id) {
    _outbox.frames.unsubscribe(id);
    control(id);
  }

  @override
  void heard(int seq) {
    _outbox.frames.heard(seq);
    control();
  }

  /// Gives up a call that is in flight: tells the core, if it knows of it, and passes over what it still sends.
  void abandon(int id) {
    if (_held.remove(id)) {
      _inFlight.take(id);
    } else if (_inFlight.abandon(id)) {
      _outbox.frames.cancel(id);
      control(id);
    }
  }

  /// How much of a stream may be sent before the core gives more credit.
  ({int items, int bytes}) get initialCredit => (
    items: _agreement?.streamItems ?? 0,
    bytes: _agreement?.streamBytes ?? 0,
  );

  /// Whether items may be sent; if not, the sender is told when they may.
  bool roomFor(Sender sender) {
    if (_outbox.isRoomy) {
      return true;
    }
    _outbox.whenRoomy(sender);
    return false;
  }

  /// Makes the sender wait for room no longer.
  void forget(Sender sender) => _outbox.forget(sender);

  /// Sends an item of a stream. Returns the size of its payload in bytes; -1 if it cannot be sent, which [pending] is
  /// told.
  int item<I>(int id, MessageType<I> type, I item, Pending pending) {
    final frames = _outbox.frames;
    final int size;
    try {
      size = frames.item(id, type, item);
    } on Object catch (cause) {
      frames.drop();
      pending.failed(Reason.invalidPayload, textOf(cause), cause);
      return -1;
    }
    final limit = _agreement?.maxFrameBytes ?? 0;
    if (size > limit) {
      frames.drop();
      pending.failed(Reason.limitExceeded, _tooLarge('item', size, limit));
      return -1;
    }
    if (size > _maxQueueBytes) {
      frames.drop();
      final problem =
          'the item is ${bytesText(size)}; the limit is ${bytesText(_maxQueueBytes)} (limits.maxQueueBytes)';
      pending.failed(Reason.overloaded, problem);
      return -1;
    }
    final payloadBytes = frames.payloadBytes;
    _send(id);
    return payloadBytes;
  }

  /// Says that no more items come.
  void streamEnd(int id) {
    _outbox.frames.streamEnd(id);
    control(id);
  }

  /// Lets the core send so much more.
  void credit(int id, int items, int bytes) {
    _outbox.frames.credit(id, items, bytes);
    control(id);
  }

  /// Sends a small frame that was written and that nobody waits for; a core that makes us write them and reads none is
  /// left. [id] is the call or subscription that it belongs to, 0 for none.
  void control([int id = 0]) {
    final waiting = _outbox.waiting;
    if (_outbox.isAttached && waiting > _maxQueueBytes + _controlBytes) {
      _abort(
        ConnectionException(
          Reason.slowConsumer,
          'the core does not read: ${bytesText(waiting)} wait to be written; the limit is '
          '${bytesText(_maxQueueBytes)} (limits.maxQueueBytes) and ${bytesText(_controlBytes)} more for frames that '
          'answer or end something',
        ),
      );
    } else {
      _send(id);
    }
  }

  /// The agreement if a call may be made, else `null` and [pending] is told why not. [calls] is how many there are that
  /// the core counts.
  Agreement? _ready(Group group, Pending pending, int calls) {
    final agreement = _agreement;
    if (agreement == null || _refusal != null) {
      final (:reason, :text) = _refusal ?? closedHere;
      pending.failed(reason, 'nothing was sent: $text');
      return null;
    }
    if (calls >= agreement.maxCalls) {
      pending.failed(Reason.overloaded, _tooMany(calls, agreement.maxCalls));
      return null;
    }
    final problem = agreement.problemWith(group);
    if (problem != null) {
      pending.failed(Reason.contractMismatch, problem);
      return null;
    }
    return agreement;
  }

  /// Puts a frame that was written among those that wait for an answer, unless it goes beyond a limit.
  bool _sent(
    int id,
    int size,
    Agreement agreement,
    Pending pending, {
    required bool isSubscription,
  }) {
    final limit = agreement.maxFrameBytes;
    if (size > limit) {
      _outbox.frames.drop();
      pending.failed(Reason.limitExceeded, _tooLarge('request', size, limit));
      return false;
    }
    final waiting = _waiting;
    if (waiting > _maxQueueBytes) {
      _outbox.frames.drop();
      pending.failed(
        Reason.overloaded,
        'nothing was sent: ${bytesText(waiting)} would wait to be written; the limit is '
        '${bytesText(_maxQueueBytes)} (limits.maxQueueBytes)',
      );
      return false;
    }
    _inFlight.add(id, pending, isSubscription: isSubscription);
    // A new session is asked for all subscriptions anew, so that one which waits belongs to the one before.
    _send(id, isSubscription ? First.none : First.unsent);
    return true;
  }

  /// How many bytes wait to be written, those included that another link may have to be given once more.
  int get _waiting =>
      _outbox.isAttached
          ? _outbox.waiting
          : _outbox.waiting + _held.size + (_outbox.retained?.size ?? 0);

  /// Has a frame that was written go out with the turn of the event loop, or wait for a link.
  void _send(int id, [First first = First.none]) {
    if (_outbox.isAttached) {
      _outbox.schedule();
    } else {
      _held.add(id, _outbox.frames.take(), first);
    }
  }

  /// Ends a call that has waited for a session, and that this one does not take.
  void _takeBack(int id, Pending pending, Reason reason, String problem) {
    _held.remove(id);
    _inFlight.take(id);
    pending.failed(reason, problem);
  }
}

String _tooLarge(String what, int size, int limit) =>
    'the $what is ${bytesText(size)}; the limit is ${bytesText(limit)} (Limits.maxFrameBytes of the core)';

String _tooMany(int count, int limit) =>
    '${countText(count)} calls are in flight; the limit is ${countText(limit)} '
    '(Limits.maxCallsPerConnection of the core)';

String _unknownText(ConnectionException problem) =>
    'the session was lost before the answer came, so whether it was carried out is not known: ${problem.message}';
