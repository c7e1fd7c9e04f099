import 'dart:async';

import 'contract/group.dart';
import 'errors.dart';
import 'keyed.dart';
import 'limits.dart';
import 'reason.dart';
import 'session/attempts.dart';
import 'session/session.dart';
import 'session/states.dart';
import 'transport.dart';

/// A connection to a core. It keeps its isolate alive until it has ended; while it is lost and another is tried for, it
/// has not.
sealed class Core {
  /// Connects to a core and compares contracts. The core connected last is the one that calls and listeners of this
  /// isolate use where none is named. Fails with a [ConnectionException]; its reason is [Reason.contractMismatch], with
  /// every difference in its text, if this front end was generated from another contract.
  ///
  ///  * [contract]: the groups of the generated `contract.dart`;
  ///  * [name]: what this front end calls itself, for people who look at the core's log;
  ///  * [limits]: those of this side;
  ///  * [timeout]: how long a call may take that does not say so itself, a stream to its end; left out, as long as it
  ///    likes;
  ///  * [reconnect]: whether a connection that is lost is replaced by another, for ever, as long as the core does not
  ///    refuse this front end or its contract. Left out, as the [dialer] has it: a socket's is, a library's is not. The
  ///    first connection is tried for once;
  ///  * [backoff]: how long it waits before each attempt at connecting again;
  ///  * [onStateChange]: told of every change, as [stateChanges];
  ///  * [onCallbackError]: told of what a listener's functions throw, and of notifications that can't be read. Left
  ///    out, it is an uncaught error of the zone;
  ///  * [key]: makes the connection the only one with this key in the isolate: the one before is ended at once. So code
  ///    that runs again after a hot reload leaves none behind.
  static Future<Core> connect(
    Dialer dialer, {
    List<Group> contract = const [],
    String name = 'parley',
    Limits? limits,
    Duration? timeout,
    bool? reconnect,
    Backoff? backoff,
    void Function(StateChange change)? onStateChange,
    void Function(Object failure, StackTrace trace)? onCallbackError,
    String? key,
  }) async {
    if (timeout != null && timeout <= Duration.zero) {
      throw ArgumentError.value(
        timeout,
        'timeout',
        'must be more than 0, or be left out',
      );
    }
    final reconnects = reconnect ?? dialer.reconnects;
    if (reconnects && !dialer.reconnects) {
      throw ArgumentError.value(
        reconnect,
        'reconnect',
        'is not for this kind of transport, whose connection is lost with its core only',
      );
    }
    final session = Session((
      name: name,
      limits: limits ?? Limits(),
      dialer: dialer,
      backoff: reconnects ? backoff ?? Backoff() : null,
      groups: contract,
      report: onCallbackError ?? Zone.current.handleUncaughtError,
    ));
    if (onStateChange != null) {
      session.states.changes.listen(onStateChange);
    }
    if (key != null) {
      await _takePlace(key, session);
    }
    final coreName = await session.connect();
    return _latest = OpenCore._(coreName, session, timeout);
  }

  /// What the core calls itself.
  String get name;

  /// How it stands with the core now.
  ConnectionState get state;

  /// Every change of [state] from the moment on when it is listened to, and every attempt at connecting again; a
  /// broadcast stream.
  Stream<StateChange> get stateChanges;

  /// Completes when the connection has ended for good: with why, or `null` after [close]. A connection that is lost and
  /// tried for again has not ended.
  Future<ConnectionException?> get closed;

  /// Refuses new calls, waits for those in flight, streams among them, at most `limits.drainTimeout`, and ends the
  /// connection; while it is lost, at once. Calls that were not answered by then fail with [Reason.outcomeUnknown],
  /// those that were never sent with [Reason.notConnected]. Closing twice is one closing.
  Future<void> close();
}

/// A core, as this package sees it.
final class OpenCore implements Core {
  OpenCore._(this.name, this.session, this.timeout);

  @override
  final String name;

  /// The conversation with it.
  final Session session;

  /// How long a call may take that says nothing of it.
  final Duration? timeout;

  @override
  ConnectionState get state => session.states.state;

  @override
  Stream<StateChange> get stateChanges => session.states.changes;

  @override
  Future<ConnectionException?> get closed => session.ended;

  @override
  Future<void> close() => session.close();
}

OpenCore? _latest;

/// The core that is named, or the one connected last, even after it was closed; `null` if there was none.
OpenCore? openCore(Core? named) => switch (named) {
  final OpenCore core => core,
  null => _latest,
};

/// Why nothing is sent without a core.
const String notConnectedText =
    'nothing was sent: there is no connection to a core; await Core.connect(…) first, or name a core';

/// Ends the connection that has this key; the session has it from here on, until its own end.
Future<void> _takePlace(String key, Session session) {
  Future<void> giveWay() => session.giveUp(
    ConnectionException(
      Reason.notConnected,
      'another connection with the key "$key" has taken its place',
    ),
  );
  unawaited(session.ended.then((_) => connectionsByKey.release(key, session)));
  return connectionsByKey.claim(key, session, giveWay);
}
