/// Ends calls from outside: one of these can be given to many calls.
///
/// ```dart
/// final cancellation = Cancellation();
/// final result = UserEventSignIn(payload).send(cancellation: cancellation);
/// cancellation.cancel();
/// ```
final class Cancellation {
  final Set<_Told> _listeners = {};
  Object? _reason;
  bool _isCancelled = false;

  /// Whether [cancel] was called.
  bool get isCancelled => _isCancelled;

  /// What [cancel] was given; the `cause` of the calls' failures.
  Object? get reason => _reason;

  /// Ends every call that it was given to, at once, with [Reason.cancelled]; those that are made later send nothing.
  /// Cancelling twice is cancelling once.
  void cancel([Object? reason]) {
    if (_isCancelled) {
      return;
    }
    _isCancelled = true;
    _reason = reason;
    final told = [..._listeners];
    _listeners.clear();
    for (final one in told) {
      one.tell();
    }
  }

  /// Has the function called when this is cancelled; what is returned takes that back. Called at once if it was
  /// cancelled already.
  void Function() listen(void Function() onCancel) {
    if (_isCancelled) {
      onCancel();
      return _nothing;
    }
    final told = _Told(onCancel);
    _listeners.add(told);
    return () => _listeners.remove(told);
  }

  static void _nothing() {}
}

/// An entry of its own, so that a function that is given twice is called twice.
final class _Told {
  _Told(this.tell);

  final void Function() tell;
}
