import 'dart:typed_data';

/// What the first frame of a call is that waits for a link.
enum First {
  /// A request that the core has never seen.
  unsent,

  /// A request that a session knew which is lost.
  again,

  /// Something for a call or subscription that the core knows.
  none,
}

/// The frames of one call or subscription that wait for a link.
final class _Frames {
  _Frames(this.first);

  final First first;
  final List<Uint8List> bytes = [];

  int get size => bytes.fold(0, (sum, frame) => sum + frame.length);
}

/// What was to be sent while there was no link, by the number of the call or subscription, in the order in which
/// they were made.
final class Held {
  Map<int, _Frames> _frames = {};
  int _size = 0;

  /// How many bytes wait.
  int get size => _size;

  /// Has bytes wait; [first] is what they are if they are the first for this number.
  void add(int id, Uint8List bytes, [First first = First.none]) {
    _size += bytes.length;
    (_frames[id] ??= _Frames(first)).bytes.add(bytes);
  }

  /// Whether the core, as it is now, knows nothing of the call.
  bool has(int id) => (_frames[id]?.first ?? First.none) != First.none;

  /// Whether the call was never sent.
  bool isUnsent(int id) => _frames[id]?.first == First.unsent;

  /// How large the frame is that makes the call, in bytes without its length; 0 if it does not wait here.
  int requestBytes(int id) => has(id) ? _frames[id]!.bytes.first.length - 4 : 0;

  /// Takes a call back that the core knows nothing of; whether that could be done.
  bool remove(int id) {
    if (!has(id)) {
      return false;
    }
    _size -= _frames.remove(id)!.size;
    return true;
  }

  /// Forgets what belongs to calls that the session knew; returns what belongs to the others.
  Held takeUnknown() {
    final unknown = Held();
    _frames.forEach((id, frames) {
      if (frames.first != First.none) {
        unknown._frames[id] = frames;
        unknown._size += frames.size;
      }
    });
    _frames = {};
    _size = 0;
    return unknown;
  }

  /// Puts what others held behind what is held here.
  void append(Held others) {
    _frames.addAll(others._frames);
    _size += others._size;
  }

  /// Hands out everything, in one piece.
  Uint8List takeAll() {
    final all = BytesBuilder(copy: false);
    for (final frames in _frames.values) {
      frames.bytes.forEach(all.add);
    }
    _frames = {};
    _size = 0;
    return all.takeBytes();
  }
}
