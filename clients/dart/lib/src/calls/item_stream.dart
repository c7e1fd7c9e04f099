import 'dart:async';
import 'dart:typed_data';

import '../codec/message_type.dart';
import '../errors.dart';
import '../event_type.dart';
import '../limits.dart';
import '../reason.dart';
import '../result.dart';
import '../session/outbox.dart';
import '../session/pending.dart';
import '../session/requests.dart';
import '../session/session.dart';
import '../wire/frames.dart';
import 'event_call.dart';
import 'incoming_items.dart';
import 'options.dart';
import 'outgoing_items.dart';

/// A call and its items: takes each to the other as it comes and goes.
final class ItemStream<P, I, O, T, E>
    implements Pending, PendingItems, ItemOutlet<I>, Ending {
  /// A direction whose type is `null` has no items. Nothing is sent before [begin].
  ItemStream(
    EventType<P, T, E> event,
    P payload,
    this._options, {
    MessageType<I>? toCore,
    Stream<I>? source,
    MessageType<O>? fromCore,
  }) : _event = event,
       _toCore = toCore,
       _fromCore = fromCore,
       _outgoing = source == null ? null : OutgoingItems(event.name, source) {
    _call = EventCall(event, payload, this);
  }

  final EventType<P, T, E> _event;
  final CallOptions _options;
  final MessageType<I>? _toCore;
  final MessageType<O>? _fromCore;
  final OutgoingItems<I>? _outgoing;
  late final EventCall<P, T, E> _call;
  late final IncomingItems<O> _incoming = IncomingItems(
    onListen: begin,
    onCancel: cancel,
  );
  Session? _session;
  bool _hasBegun = false;
  int _id = 0;

  /// The items that the core sends; listening begins the call if it was not begun.
  Stream<O> get incoming => _incoming.stream;

  /// The answer.
  Future<Result<T, E>> get result => _call.result;

  /// The answer; fails with a [DeclaredError] as well.
  Future<T> get value => _call.value;

  /// Makes the call, once.
  void begin() {
    if (!_hasBegun) {
      _hasBegun = true;
      if (_fromCore != null) {
        // Who listens is told as well, so nobody need ask for the answer.
        _call.result.ignore();
      }
      _call.begin(_options, _send);
    }
  }

  /// Ends the call at once, and has the core interrupt its handler.
  void cancel() => _call.cancel();

  void _send(Session session) {
    final id = _call.send(session, this);
    if (id == 0) {
      return;
    }
    _id = id;
    _session = session;
    final requests = session.requests;
    if (_fromCore != null) {
      _incoming.open((
        streamItems: session.limits.streamItems,
        streamBytes: session.limits.streamBytes,
        untaken: session.untaken,
        giveCredit: (items, bytes) => requests.credit(id, items, bytes),
      ));
    }
    final (:items, :bytes) = requests.initialCredit;
    _outgoing?.open(this, items, bytes);
  }

  @override
  PendingItems get items => this;

  @override
  bool again(Requests requests, int id) => false;

  @override
  void received(Uint8List payload) {
    final type = _fromCore;
    if (type == null) {
      throw ConnectionException(
        Reason.protocolError,
        'the core sent an item of call $_id, and ${_event.name} has none',
      );
    }
    _incoming.charge(payload.length);
    final O item;
    try {
      item = type.decode(payload);
    } on Object catch (cause) {
      final problem = 'an item cannot be read: ${textOf(cause)}';
      failed(Reason.invalidResponse, problem, cause);
      return;
    }
    if (!_incoming.add(item, payload.length)) {
      failed(
        Reason.overloaded,
        'an item of ${bytesText(payload.length)} does not fit beside those that wait to be taken in all streams; the '
        'limit is ${bytesText(_session?.untaken.limit ?? 0)} (limits.maxQueueBytes)',
      );
    }
  }

  @override
  void credited(int items, int bytes) => _outgoing?.credited(items, bytes);

  @override
  void answered(ResponseFrame frame) {
    _outgoing?.stop();
    _call.answered(frame);
  }

  @override
  void failed(Reason reason, String problem, [Object? cause]) =>
      _call.failed(reason, problem, cause);

  @override
  void ended(Object? failure, StackTrace? trace) {
    _outgoing?.stop();
    if (_fromCore != null) {
      if (failure is CallException && failure.reason == Reason.cancelled) {
        _incoming.drop();
      }
      _incoming.end(failure, trace);
    }
  }

  @override
  bool roomFor(Sender sender) => _session?.requests.roomFor(sender) ?? false;

  @override
  void forget(Sender sender) => _session?.requests.forget(sender);

  @override
  int sendItem(I item) => _session!.requests.item(_id, _toCore!, item, this);

  @override
  void finish() => _session?.requests.streamEnd(_id);

  @override
  void sourceFailed(Object failure, StackTrace trace) =>
      _call.fail(failure, trace);
}
