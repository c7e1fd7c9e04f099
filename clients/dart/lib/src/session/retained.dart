import 'dart:collection';
import 'dart:typed_data';

/// Bytes that were sent in one piece, with their place among all that were sent.
typedef _Piece = ({Uint8List bytes, int end});

/// What was sent in a session and has not been acknowledged, to be sent again on another link. The pieces are those
/// that the transport was given; nothing is copied.
final class Retained {
  /// [limit] is how much is kept, in bytes; beyond it the oldest is forgotten.
  Retained(this._limit);

  final int _limit;
  final Queue<_Piece> _pieces = Queue();
  int _start = 0;
  int _end = 0;

  /// How many bytes were sent in this session.
  int get sent => _end;

  /// The position of the first byte that is kept.
  int get start => _start;

  /// How many bytes are kept.
  int get size => _end - _start;

  /// Bytes were sent.
  void add(Uint8List bytes) {
    _end += bytes.length;
    _pieces.add((bytes: bytes, end: _end));
    while (size > _limit) {
      _forgetFirst();
    }
  }

  /// The other side has handled everything up to this position.
  void acknowledged(int position) {
    while (_pieces.isNotEmpty && _pieces.first.end <= position) {
      _forgetFirst();
    }
  }

  /// What was sent from this position on, in one piece.
  Uint8List from(int position) {
    final all = Uint8List(_end - position);
    for (final (:bytes, :end) in _pieces) {
      final at = end - bytes.length - position;
      if (at >= 0) {
        all.setAll(at, bytes);
      } else if (end > position) {
        all.setAll(0, Uint8List.sublistView(bytes, -at));
      }
    }
    return all;
  }

  void _forgetFirst() => _start = _pieces.removeFirst().end;
}
