import 'dart:async';
import 'dart:convert';

import '../core.dart';
import '../errors.dart';
import '../event_type.dart';
import '../reason.dart';
import '../result.dart';
import '../session/pending.dart';
import '../session/requests.dart';
import '../session/session.dart';
import '../wire/frames.dart';
import 'guard.dart';
import 'options.dart';

const int _ok = 0;
const int _err = 1;
const int _internal = 2;

/// A stream's part of a call: what its items are told of the end.
abstract interface class Ending {
  /// The call has ended, with this failure or well.
  void ended(Object? failure, StackTrace? trace);
}

/// A call on its way: settled once, by the core's answer or by what ends it here.
final class EventCall<P, T, E> implements Pending, Guarded {
  /// Nothing is sent before [begin].
  EventCall(this.event, this._payload, [this._items]);

  /// What is called.
  final EventType<P, T, E> event;
  final P _payload;
  final Ending? _items;
  final Completer<Result<T, E>> _result = Completer();
  CallOptions _options = const CallOptions();
  Session? _session;
  Guard? _guard;
  int _id = 0;

  /// The result or the declared error; fails with a [CallException] for anything else.
  Future<Result<T, E>> get result => _result.future;

  /// The result; fails with a [DeclaredError] as well.
  Future<T> get value async => switch (await result) {
    Success(:final value) => value,
    Failure(:final error) => throw DeclaredError(event.name, error),
  };

  /// Whether it has ended.
  bool get isSettled => _result.isCompleted;

  /// Makes the call as its options and its connection demand; whatever goes wrong is its outcome. [send] sends it over
  /// the session.
  void begin(CallOptions options, void Function(Session) send) {
    _options = options;
    final core = openCore(options.core);
    if (core == null) {
      failed(Reason.notConnected, notConnectedText);
      return;
    }
    final session = core.session;
    final timeout = options.timeout ?? core.timeout;
    if (timeout != null || options.cancellation != null) {
      _guard = Guard(this, session.deadlines, options.cancellation, timeout)
        ..watch();
    }
    if (!isSettled) {
      send(session);
    }
  }

  /// Sends the request; returns the call's number, 0 if it was not sent. [pending] is told what comes for it.
  int send(Session session, Pending pending) {
    _session = session;
    return _id = session.requests.call(
      event,
      _payload,
      pending,
      _remainingMillis,
      _options.wellFormedTraceparent,
    );
  }

  /// Ends the call at once, and has the core interrupt its handler.
  void cancel() => failed(Reason.cancelled, 'cancelled');

  @override
  PendingItems? get items => null;

  @override
  bool again(Requests requests, int id) =>
      event.idempotent &&
      requests.again(
        id,
        event,
        _payload,
        _remainingMillis,
        _options.wellFormedTraceparent,
      );

  @override
  void answered(ResponseFrame frame) {
    try {
      final payload = frame.payload;
      switch (frame.code) {
        case _ok:
          // Without a response T is void or nullable.
          final value = event.response?.decode(payload);
          _settle(Success(value as T), null, null);
        case _err when event.error != null:
          final error = event.error!.decode(payload);
          final declared = DeclaredError<E>(event.name, error);
          _settle(Failure(error), declared, StackTrace.empty);
        case _internal:
          final problem = utf8.decode(payload, allowMalformed: true);
          failed(Reason.of(frame.reason), problem);
        default:
          failed(
            Reason.invalidResponse,
            'the core answered with code ${frame.code}, which the event does not declare',
          );
      }
    } on Object catch (cause) {
      failed(
        Reason.invalidResponse,
        'the answer cannot be read: ${textOf(cause)}',
        cause,
      );
    }
  }

  @override
  void failed(Reason reason, String problem, [Object? cause]) =>
      fail(CallException(event.name, reason, problem, cause));

  /// Ends the call with this failure, whatever the core still says.
  void fail(Object failure, [StackTrace trace = StackTrace.empty]) {
    if (!isSettled) {
      _settle(null, failure, trace);
      _session?.requests.abandon(_id);
    }
  }

  int get _remainingMillis => _guard?.remainingMillis ?? 0;

  void _settle(Result<T, E>? result, Object? failure, StackTrace? trace) {
    if (isSettled) {
      return;
    }
    if (result != null) {
      _result.complete(result);
    } else {
      _result.completeError(failure!, trace);
    }
    _guard?.release();
    _items?.ended(failure, trace);
  }
}
