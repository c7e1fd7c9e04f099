import 'dart:async';

import '../errors.dart';

/// How it stands with a core.
enum ConnectionState {
  /// Calls are sent at once.
  connected,

  /// The connection was lost, and another is tried for; calls wait.
  reconnecting,

  /// The connection has ended for good.
  closed,
}

/// How it stands with a core from now on.
final class StateChange {
  /// Made by the connection.
  const StateChange(this.state, {this.attempt, this.cause, this.resumed});

  /// How it stands.
  final ConnectionState state;

  /// While reconnecting: which attempt comes next, counted from 1.
  final int? attempt;

  /// While reconnecting: what ended the connection, or the last attempt at another. When closed: what ended it; `null`
  /// after `close()`.
  final ConnectionException? cause;

  /// When connected again: whether the core went on where the connection was lost; if not, it is as new.
  final bool? resumed;

  @override
  String toString() {
    final details = [
      state.name,
      if (attempt != null) 'attempt: $attempt',
      if (resumed != null) 'resumed: $resumed',
      if (cause != null) 'cause: ${cause!.message}',
    ];
    return 'StateChange(${details.join(', ')})';
  }
}

/// How it stands, and who is told of changes.
final class States {
  final StreamController<StateChange> _changes = StreamController.broadcast();

  /// How it stands.
  ConnectionState state = ConnectionState.connected;

  /// Every change from the moment on when it is listened to.
  Stream<StateChange> get changes => _changes.stream;

  /// Tells a change; [ConnectionState.closed] is the last.
  void change(StateChange change) {
    state = change.state;
    _changes.add(change);
    if (state == ConnectionState.closed) {
      unawaited(_changes.close());
    }
  }
}
