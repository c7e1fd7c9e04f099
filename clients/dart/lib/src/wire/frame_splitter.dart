import 'dart:typed_data';

import '../errors.dart';
import '../limits.dart';
import '../reason.dart';

const int _prefix = 4;

/// Cuts a byte stream into frames, each preceded by its length as a 4-byte big-endian number. A frame that is whole in one
/// piece is not copied; of one that is not, no more is held than has arrived.
final class FrameSplitter {
  /// Delivers frames of up to so many bytes, without their length. The bytes of a frame stay as they are.
  FrameSplitter(this.maxFrameBytes, this._sink);

  /// The largest frame that is delivered, in bytes.
  final int maxFrameBytes;

  final void Function(Uint8List frame) _sink;
  Uint8List _held = Uint8List(0);
  int _size = 0;
  int _delivered = 0;
  int _deliveredBytes = 0;
  bool _stopped = false;

  /// Takes what has arrived. Throws a [ConnectionException] for a frame that is too large.
  void push(Uint8List bytes) {
    var at = _size == 0 ? 0 : _complete(bytes);
    while (!_stopped && bytes.length - at >= _prefix) {
      final start = at + _prefix;
      final end = start + _frameLength(bytes, at);
      if (end > bytes.length) {
        break;
      }
      _deliver(bytes, start, end);
      at = end;
    }
    if (!_stopped && at < bytes.length) {
      _hold(bytes, at, bytes.length);
    }
  }

  /// The number of the frame of which a part is held, counted from 1; 0 if none is.
  int get held => _size == 0 ? 0 : _delivered + 1;

  /// How many bytes the frames have that were delivered, the one that is being delivered and their lengths included.
  int get deliveredBytes => _deliveredBytes;

  /// Delivers nothing any more, not even the rest of what is being taken.
  void stop() {
    _stopped = true;
    _held = Uint8List(0);
    _size = 0;
  }

  void _deliver(Uint8List bytes, int start, int end) {
    _delivered++;
    _deliveredBytes += _prefix + end - start;
    _sink(Uint8List.sublistView(bytes, start, end));
  }

  /// Completes the frame that is held, if these bytes do; returns how many of them belong to it.
  int _complete(Uint8List bytes) {
    var at = 0;
    if (_size < _prefix) {
      at = _least(_prefix - _size, bytes.length);
      _hold(bytes, 0, at);
      if (_size < _prefix) {
        return at;
      }
    }
    final whole = _prefix + _frameLength(_held, 0);
    final end = at + _least(whole - _size, bytes.length - at);
    _hold(bytes, at, end);
    if (_size == whole) {
      final frame = _held;
      _held = Uint8List(0);
      _size = 0;
      _deliver(frame, _prefix, whole);
    }
    return end;
  }

  void _hold(Uint8List bytes, int start, int end) {
    final size = _size + end - start;
    if (size > _held.length) {
      final doubled = 2 * _held.length;
      _held = Uint8List(size > doubled ? size : doubled)
        ..setRange(0, _size, _held);
    }
    _held.setRange(_size, size, bytes, start);
    _size = size;
  }

  int _frameLength(Uint8List bytes, int at) {
    final length =
        (bytes[at] << 24) |
        (bytes[at + 1] << 16) |
        (bytes[at + 2] << 8) |
        bytes[at + 3];
    if (length > maxFrameBytes) {
      throw ConnectionException(
        Reason.limitExceeded,
        'the core announced a frame of ${bytesText(length)}; the limit here is ${bytesText(maxFrameBytes)} '
        '(limits.maxFrameBytes)',
      );
    }
    return length;
  }
}

int _least(int a, int b) => a < b ? a : b;
