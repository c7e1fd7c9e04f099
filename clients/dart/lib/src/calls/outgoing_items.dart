import 'dart:async';
import 'dart:collection';

import '../errors.dart';
import '../reason.dart';
import '../session/outbox.dart';

/// Where items go while the call is on its way.
abstract interface class ItemOutlet<I> {
  /// Whether the connection has room; if not, the sender is told when it has.
  bool roomFor(Sender sender);

  /// Sends an item; returns its size in bytes, -1 if that ended the call.
  int sendItem(I item);

  /// Says that there are no more.
  void finish();

  /// The stream that they come from has failed, which ends the call.
  void sourceFailed(Object failure, StackTrace trace);

  /// Has the sender wait for room no longer.
  void forget(Sender sender);
}

/// The most credit that there can be, in items and in bytes.
const int _mostCredit = 0x7fffffff;

/// The items that a call sends, as far as the core's credit and the connection's room go; meanwhile the stream that they
/// come from is paused.
final class OutgoingItems<I> implements Sender {
  /// The stream is listened to when the call is on its way.
  OutgoingItems(this._event, this._source);

  final String _event;
  final Stream<I> _source;
  final Queue<I> _waiting = Queue();
  StreamSubscription<I>? _subscription;
  ItemOutlet<I>? _outlet;
  int _items = 0;
  int _bytes = 0;
  bool _isDone = false;

  /// The call is on its way, and the core takes so much.
  void open(ItemOutlet<I> outlet, int items, int bytes) {
    _outlet = outlet;
    _items = items;
    _bytes = bytes;
    _subscription = _source.listen(
      (item) {
        _waiting.add(item);
        _pump();
      },
      onError: (Object failure, StackTrace trace) {
        _outlet?.sourceFailed(failure, trace);
      },
      onDone: () {
        _isDone = true;
        _pump();
      },
      cancelOnError: true,
    );
    if (_outlet == null) {
      stop(); // The call has ended while the stream began.
    }
  }

  /// The core takes so much more. Throws a [ConnectionException] if that is beyond all bounds.
  void credited(int items, int bytes) {
    _items += items;
    _bytes += bytes;
    if (_items > _mostCredit || _bytes > _mostCredit) {
      throw ConnectionException(
        Reason.protocolError,
        '$_event: the core gave credit for $_items items and $_bytes bytes; the most there can be is $_mostCredit of '
        'each',
      );
    }
    _pump();
  }

  @override
  void roomy() => _pump();

  /// The core takes no more.
  void stop() {
    _outlet?.forget(this);
    _outlet = null;
    _waiting.clear();
    final subscription = _subscription;
    _subscription = null;
    if (subscription != null) {
      // What the stream's end fails with concerns no call any more.
      subscription.cancel().ignore();
    }
  }

  void _pump() {
    while (_waiting.isNotEmpty && _maySend) {
      final bytes = _outlet!.sendItem(_waiting.first);
      if (bytes < 0) {
        return; // The call has ended.
      }
      _items--;
      _bytes -= bytes;
      _waiting.removeFirst();
    }
    final subscription = _subscription;
    if (_waiting.isNotEmpty) {
      if (subscription != null && !subscription.isPaused) {
        subscription.pause();
      }
    } else if (_isDone) {
      _outlet?.finish();
      stop();
    } else if (subscription != null && subscription.isPaused) {
      subscription.resume();
    }
  }

  bool get _maySend =>
      _items > 0 && _bytes > 0 && (_outlet?.roomFor(this) ?? false);
}
