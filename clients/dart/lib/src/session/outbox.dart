import 'dart:async';
import 'dart:math';
import 'dart:typed_data';

import '../transport.dart';
import '../wire/frame_writer.dart';
import 'retained.dart';

/// Something that has items to send and waits for room.
abstract interface class Sender {
  /// There is room; it sends what it can and asks again if that was not all.
  void roomy();
}

/// Streams leave the rest of the queue to calls: they wait while this many bytes are to be written.
const int _forStreams = 64 * 1024;

/// What is on its way to the core. Everything that is sent in one turn of the event loop becomes one write. Without a
/// transport it waits here.
final class Outbox {
  /// [_maxBytes] is how much is kept of what was not acknowledged.
  Outbox(this._maxBytes) : _streamBytes = min(_forStreams, _maxBytes);

  final int _maxBytes;
  final int _streamBytes;
  final Set<Sender> _senders = {};
  Transport? _transport;
  Retained? _retained;
  bool _isScheduled = false;

  /// Where frames are written; [schedule] sends them.
  final FrameWriter frames = FrameWriter();

  /// Whether there is a transport to send by.
  bool get isAttached => _transport != null;

  /// How much waits to be written, in bytes.
  int get waiting => frames.length + (_transport?.buffered ?? 0);

  /// Whether streams may send.
  bool get isRoomy => isAttached && waiting < _streamBytes;

  /// What was sent and not acknowledged; `null` in a session that ends with its link.
  Retained? get retained => _retained;

  /// Begins a session: nothing was sent in it.
  void begin({required bool resumable}) =>
      _retained = resumable ? Retained(_maxBytes) : null;

  /// From here on the transport is written to, at once with what was sent from that position on, then with frames that
  /// have waited for it.
  void attach(Transport transport, int position, List<Uint8List> waited) {
    _transport = transport;
    final retained = _retained;
    if (retained != null && position < retained.sent) {
      transport.send(retained.from(position));
    }
    for (final bytes in waited) {
      if (bytes.isNotEmpty) {
        _send(transport, bytes);
      }
    }
    tellSenders();
  }

  /// The transport is no more. What was written for it counts as sent.
  void detach() {
    _transport = null;
    if (frames.length > 0) {
      final bytes = frames.take();
      _retained?.add(bytes);
    }
  }

  /// Forgets what was sent and what was to be sent.
  void clear() {
    _retained = null;
    frames.take();
  }

  /// Has the sender told when there is room; who waits longest is told first.
  void whenRoomy(Sender sender) => _senders.add(sender);

  /// The sender waits no longer.
  void forget(Sender sender) => _senders.remove(sender);

  /// Sends what is written before the event loop goes on.
  void schedule() {
    if (!_isScheduled) {
      _isScheduled = true;
      scheduleMicrotask(() {
        _isScheduled = false;
        flush();
      });
    }
  }

  /// Sends what is written now.
  void flush() {
    final transport = _transport;
    if (frames.length > 0 && transport != null) {
      _send(transport, frames.take());
      tellSenders();
    }
  }

  /// Tells those who wait, one after the other, as long as there is room.
  void tellSenders() {
    if (_senders.isEmpty) {
      return;
    }
    for (final sender in [..._senders]) {
      if (!isRoomy) {
        return;
      }
      if (_senders.remove(sender)) {
        sender.roomy();
      }
    }
  }

  /// Sends nothing any more.
  void stop() {
    _transport = null;
    _senders.clear();
  }

  void _send(Transport transport, Uint8List bytes) {
    _retained?.add(bytes);
    transport.send(bytes);
  }
}
