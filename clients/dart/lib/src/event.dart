import 'calls/event_call.dart';
import 'calls/item_stream.dart';
import 'calls/options.dart';
import 'cancellation.dart';
import 'core.dart';
import 'errors.dart';
import 'event_type.dart';
import 'reason.dart';
import 'result.dart';

/// An event with its payload, ready to be sent, as often as one likes; what generated events are.
///
/// Everything that makes a call takes
///  * `core`: the core to call; left out, the one connected last;
///  * `timeout`: how long the call may take, a stream to its end; then it fails with [Reason.deadlineExceeded] here,
///    whether or not the core answers, and the core interrupts its handler. Left out, `Core.connect`'s;
///    [noTimeout] for none;
///  * `cancellation`: ends the call with [Reason.cancelled] and has the core interrupt its handler;
///  * `traceparent`: the W3C trace context that the handler sees; a malformed one is not sent.
///
/// What fails otherwise than with the event's declared error fails with a [CallException].
abstract base class Event<P> {
  /// Keeps the payload, `null` for an event without one.
  const Event(this.payload);

  /// What the handler is given.
  final P payload;
}

/// An event with one answer.
abstract base class UnaryEvent<P, T, E> extends Event<P> {
  /// Keeps the payload.
  const UnaryEvent(super.payload);

  /// What is known of it.
  EventType<P, T, E> get type;

  /// Sends it; completes with the result or the declared error.
  Future<Result<T, E>> send({
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _begin(core, timeout, cancellation, traceparent).result;

  /// Sends it; completes with the result and fails with a [DeclaredError] of `E` for the declared error.
  Future<T> call({
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _begin(core, timeout, cancellation, traceparent).value;

  EventCall<P, T, E> _begin(
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  ) {
    final options = CallOptions(
      core: core,
      timeout: timeout,
      cancellation: cancellation,
      traceparent: traceparent,
    );
    final call = EventCall(type, payload);
    return call..begin(options, (session) => call.send(session, call));
  }
}

/// An event whose handler sends items.
abstract base class StreamEvent<P, O, T, E> extends Event<P> {
  /// Keeps the payload.
  const StreamEvent(super.payload);

  /// What is known of it.
  StreamEventType<P, O, T, E> get type;

  /// The items, as a single-subscription stream that makes the call when it is listened to. Cancelling the subscription
  /// ends the call and interrupts the handler at once; while it is paused, the core sends no more than
  /// `limits.streamItems` and `limits.streamBytes` ahead. A failure comes behind the items that were sent before it: a
  /// [DeclaredError] of `E`, or a [CallException].
  Stream<O> stream({
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _stream(core, timeout, cancellation, traceparent).incoming;

  /// Makes the call now, for those who want its answer beside its items.
  StreamingCall<O, T, E> open({
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => StreamingCall._(
    _stream(core, timeout, cancellation, traceparent)..begin(),
  );

  ItemStream<P, Never, O, T, E> _stream(
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  ) => ItemStream(
    type,
    payload,
    CallOptions(
      core: core,
      timeout: timeout,
      cancellation: cancellation,
      traceparent: traceparent,
    ),
    fromCore: type.fromCore,
  );
}

/// An event whose handler takes items.
abstract base class UploadEvent<P, I, T, E> extends Event<P> {
  /// Keeps the payload.
  const UploadEvent(super.payload);

  /// What is known of it.
  UploadEventType<P, I, T, E> get type;

  /// Sends it and the stream's items, which is paused while the core takes no more, and cancelled when it has answered
  /// already. Completes with the result or the declared error. A failure of the stream ends the call, and is its failure.
  Future<Result<T, E>> send(
    Stream<I> items, {
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _begin(items, core, timeout, cancellation, traceparent).result;

  /// As [send], but fails with a [DeclaredError] of `E` for the declared error.
  Future<T> call(
    Stream<I> items, {
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _begin(items, core, timeout, cancellation, traceparent).value;

  ItemStream<P, I, Never, T, E> _begin(
    Stream<I> items,
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  ) {
    final options = CallOptions(
      core: core,
      timeout: timeout,
      cancellation: cancellation,
      traceparent: traceparent,
    );
    return ItemStream<P, I, Never, T, E>(
      type,
      payload,
      options,
      toCore: type.toCore,
      source: items,
    )..begin();
  }
}

/// An event whose handler takes items and sends items, both at once.
abstract base class ConversationEvent<P, I, O, T, E> extends Event<P> {
  /// Keeps the payload.
  const ConversationEvent(super.payload);

  /// What is known of it.
  ConversationEventType<P, I, O, T, E> get type;

  /// Sends the given items, as [UploadEvent.send] does, and is the items that come back, as [StreamEvent.stream].
  Stream<O> stream(
    Stream<I> items, {
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => _stream(items, core, timeout, cancellation, traceparent).incoming;

  /// Makes the call now, for those who want its answer beside its items.
  StreamingCall<O, T, E> open(
    Stream<I> items, {
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  }) => StreamingCall._(
    _stream(items, core, timeout, cancellation, traceparent)..begin(),
  );

  ItemStream<P, I, O, T, E> _stream(
    Stream<I> items,
    Core? core,
    Duration? timeout,
    Cancellation? cancellation,
    String? traceparent,
  ) => ItemStream(
    type,
    payload,
    CallOptions(
      core: core,
      timeout: timeout,
      cancellation: cancellation,
      traceparent: traceparent,
    ),
    toCore: type.toCore,
    source: items,
    fromCore: type.fromCore,
  );
}

/// A call on its way whose handler sends items.
final class StreamingCall<O, T, E> {
  StreamingCall._(this._stream);

  final ItemStream<Object?, Object?, O, T, E> _stream;

  /// The items, once. Cancelling the subscription ends the call.
  Stream<O> get items => _stream.incoming;

  /// The answer at the end; fails with a [CallException]. It waits for the items to be taken, as the core sends no more
  /// than `limits.streamItems` and `limits.streamBytes` ahead.
  Future<Result<T, E>> get result => _stream.result;

  /// Ends the call with [Reason.cancelled], at once, and has the core interrupt its handler; items that were not taken
  /// are dropped. A call that has ended stays as it is.
  void cancel() => _stream.cancel();
}
