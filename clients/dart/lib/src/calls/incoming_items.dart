import 'dart:async';
import 'dart:collection';

import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../session/untaken.dart';

/// How much may come ahead of who listens: the connection's limits, what counts for all of its streams, and what lets
/// the core send so much more.
typedef Window =
    ({
      int streamItems,
      int streamBytes,
      Untaken untaken,
      void Function(int items, int bytes) giveCredit,
    });

/// The items of a call that have come, as a stream. What its listener takes is given back to the core as credit, so no
/// more can come than may wait; while it is paused, nothing is.
final class IncomingItems<O> {
  /// [onListen] is told when somebody listens, [onCancel] when they do no more.
  IncomingItems({
    required void Function() onListen,
    required void Function() onCancel,
  }) {
    _controller
      ..onListen = () {
        onListen();
        _pumpSoon();
      }
      ..onResume = _pumpSoon
      ..onCancel = () {
        _waiting.clear();
        onCancel();
      };
  }

  // Synchronous, so that an item that was added has been taken, or has paused the stream.
  final StreamController<O> _controller = StreamController(sync: true);
  final Queue<({O item, int bytes})> _waiting = Queue();
  Window? _window;
  int _waitingBytes = 0;
  int _itemCredit = 0;
  int _byteCredit = 0;
  int _takenItems = 0;
  int _takenBytes = 0;
  bool _hasEnded = false;
  Object? _failure;
  StackTrace? _trace;

  /// The items, once.
  Stream<O> get stream => _controller.stream;

  /// The call is on its way: from here on the core may send what the window allows.
  void open(Window window) {
    _window = window;
    _itemCredit = window.streamItems;
    _byteCredit = window.streamBytes;
  }

  /// Charges an item of that size. Throws a [ConnectionException] if the core had no credit for it.
  void charge(int bytes) {
    if (_itemCredit <= 0 || _byteCredit <= 0) {
      throw ConnectionException(
        Reason.protocolError,
        'the core sent an item without credit: ${_window?.streamItems ?? 0} items (limits.streamItems) or '
        '${bytesText(_window?.streamBytes ?? 0)} (limits.streamBytes) of its stream wait to be taken',
      );
    }
    _itemCredit--;
    _byteCredit -= bytes;
  }

  /// Adds an item. Returns whether there is room for it beside what waits in other streams.
  bool add(O item, int bytes) {
    if (_waiting.isEmpty && _isTaken) {
      _taken(bytes);
      _controller.add(item);
      return true;
    }
    if (!(_window?.untaken.add(bytes) ?? false)) {
      return false;
    }
    _waiting.add((item: item, bytes: bytes));
    _waitingBytes += bytes;
    return true;
  }

  /// No more items come. Those that wait are the listener's now, and count no longer; the failure comes behind them.
  void end(Object? failure, StackTrace? trace) {
    _window?.untaken.remove(_waitingBytes);
    _waitingBytes = 0;
    _hasEnded = true;
    _failure = failure;
    _trace = trace;
    _pumpSoon();
  }

  /// Gives out none of the items that wait.
  void drop() => _waiting.clear();

  bool get _isTaken => _controller.hasListener && !_controller.isPaused;

  /// Not from within the listener's own call: what is added there waits in the controller, where nothing bounds it.
  void _pumpSoon() => scheduleMicrotask(_pump);

  void _pump() {
    while (_waiting.isNotEmpty && _isTaken) {
      final (:item, :bytes) = _waiting.removeFirst();
      if (!_hasEnded) {
        _waitingBytes -= bytes;
        _window?.untaken.remove(bytes);
        _taken(bytes);
      }
      _controller.add(item);
    }
    if (_hasEnded && _waiting.isEmpty && _isTaken && !_controller.isClosed) {
      final failure = _failure;
      if (failure != null) {
        _failure = null;
        _controller.addError(failure, _trace);
      }
      unawaited(_controller.close());
    }
  }

  /// Gives credit back in portions of half the window, so that one frame serves many items.
  void _taken(int bytes) {
    _takenItems++;
    _takenBytes += bytes;
    final window = _window;
    if (window != null &&
        (2 * _takenItems >= window.streamItems ||
            2 * _takenBytes >= window.streamBytes)) {
      _itemCredit += _takenItems;
      _byteCredit += _takenBytes;
      window.giveCredit(_takenItems, _takenBytes);
      _takenItems = 0;
      _takenBytes = 0;
    }
  }
}
