import 'dart:async';

/// Tells the core up to which notification those of a session have reached their listeners that it waits for (`latest`
/// ones): one number for all up to it, once in a turn of the event loop.
final class Confirmations {
  /// [_send] tells the core.
  Confirmations(this._send);

  final void Function(int seq) _send;
  int _unsent = 0;

  /// Everybody who wants this notification has it: a callback has returned, what is taken later was buffered.
  void heard(int seq) {
    if (_unsent == 0) {
      scheduleMicrotask(_tell);
    }
    _unsent = seq;
  }

  /// The session is lost, and nobody waits for what came in it.
  void reset() => _unsent = 0;

  void _tell() {
    if (_unsent != 0) {
      _send(_unsent);
      _unsent = 0;
    }
  }
}
