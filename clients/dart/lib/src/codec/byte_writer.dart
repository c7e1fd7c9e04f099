import 'dart:core';
import 'dart:core' as core show bool, double;
import 'dart:typed_data';

import 'errors.dart';
import 'path.dart';

/// What a buffer begins with, in bytes.
const int _initial = 512;

/// Where bits of floating-point numbers are looked at as numbers.
final ByteData _scratch = ByteData(8);

/// The growing buffer under a message writer, and the encodings of single values.
abstract base class ByteWriter {
  /// Begins with a buffer of so many bytes; [names] is what errors call the outermost message.
  ByteWriter(MessageNames names, [this._least = _initial])
    : _buffer = Uint8List(_least),
      path = MessagePath(names);

  /// The size of the smallest buffer that is made.
  final int _least;
  Uint8List _buffer;
  int _start = 0;
  int _position = 0;

  /// Where in the outermost message the writer is, for errors.
  MessagePath path;

  /// The tag of the field that is being written, for errors.
  int lastTag = 0;

  /// How many bytes were written since the last [take].
  int get length => _position - _start;

  /// The size of the buffer, in bytes.
  int get capacity => _buffer.length;

  /// Forgets what was written behind a [length].
  void rewind(int length) {
    _position = _start + length;
    path.clear();
  }

  /// Hands out what was written; these bytes are never touched again.
  Uint8List take() {
    final bytes = Uint8List.sublistView(_buffer, _start, _position);
    _start = _position;
    return bytes;
  }

  /// A copy of what was written.
  Uint8List copy() => _buffer.sublist(_start, _position);

  /// The tag of the field whose value comes next.
  void tag(int tag) {
    lastTag = tag;
    _reserve(5);
    if (tag < 0x80) {
      _buffer[_position++] = tag;
    } else {
      _varint(tag);
    }
  }

  /// Writes an `int32`.
  void putInt32(int value) {
    _check(value == value.toSigned(32), value, 'an int32');
    _reserve(10);
    _varint(value);
  }

  /// Writes a `uint32`.
  void putUint32(int value) {
    _check(value == value & 0xffffffff, value, 'a uint32');
    _reserve(5);
    _varint(value);
  }

  /// Writes a `sint32`.
  void putSint32(int value) {
    _check(value == value.toSigned(32), value, 'a sint32');
    _reserve(5);
    _varint(((value << 1) ^ (value >> 31)) & 0xffffffff);
  }

  /// Writes a `fixed32`.
  void putFixed32(int value) {
    _check(value == value & 0xffffffff, value, 'a fixed32');
    _word(value);
  }

  /// Writes an `sfixed32`.
  void putSfixed32(int value) {
    _check(value == value.toSigned(32), value, 'an sfixed32');
    _word(value);
  }

  /// Writes an `int64`, or the bits of a `uint64`.
  void putInt64(int value) {
    _reserve(10);
    _varint(value);
  }

  /// Writes a `sint64`.
  void putSint64(int value) {
    _reserve(10);
    _varint((value << 1) ^ (value >> 63));
  }

  /// Writes an `sfixed64`, or the bits of a `fixed64`.
  void putFixed64(int value) {
    _word(value);
    _word(value >> 32);
  }

  /// Writes a `float`: the nearest one to the value, which must not be beyond all of them.
  void putFloat(core.double value) {
    _scratch.setFloat32(0, value);
    _check(
      value.isInfinite || !_scratch.getFloat32(0).isInfinite,
      value,
      'a float',
    );
    final bits = _scratch.getUint32(0);
    // The NaN of x86, which Dart's constant is there, is written as everybody else's.
    _word(bits == 0xffc00000 ? 0x7fc00000 : bits);
  }

  /// Writes a `double`.
  void putDouble(core.double value) {
    _scratch.setFloat64(0, value);
    final low = _scratch.getUint32(4);
    final high = _scratch.getUint32(0);
    // The NaN of x86, which Dart's constant is there, is written as everybody else's.
    _word(low);
    _word(high == 0xfff80000 && low == 0 ? 0x7ff80000 : high);
  }

  /// Writes a `bool`.
  void putBool(core.bool value) {
    _reserve(1);
    _buffer[_position++] = value ? 1 : 0;
  }

  /// Writes a `string`. One with half of a surrogate pair is refused, for UTF-8 has no bytes for it.
  void putString(String value) {
    final length = value.length;
    _reserve(5 + length);
    // The length is written first, as if all were ASCII, and mended when it was not.
    _varint(length);
    final start = _position;
    final buffer = _buffer;
    for (var i = 0; i < length; i++) {
      final unit = value.codeUnitAt(i);
      if (unit >= 0x80) {
        _position = start + i;
        _putWide(value, i);
        mendLength(start, length);
        return;
      }
      buffer[start + i] = unit;
    }
    _position = start + length;
  }

  /// The rest of a text, from its first character that is not ASCII.
  void _putWide(String value, int from) {
    final length = value.length;
    _reserve(3 * (length - from));
    final buffer = _buffer;
    var at = _position;
    for (var i = from; i < length; i++) {
      final unit = value.codeUnitAt(i);
      if (unit < 0x80) {
        buffer[at++] = unit;
      } else if (unit < 0x800) {
        buffer[at++] = 0xc0 | (unit >> 6);
        buffer[at++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        buffer[at++] = 0xe0 | (unit >> 12);
        buffer[at++] = 0x80 | ((unit >> 6) & 0x3f);
        buffer[at++] = 0x80 | (unit & 0x3f);
      } else {
        final low = i + 1 < length ? value.codeUnitAt(i + 1) : 0;
        if (unit > 0xdbff || low & 0xfc00 != 0xdc00) {
          throw _unpaired(unit, i);
        }
        i++;
        final point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
        buffer[at++] = 0xf0 | (point >> 18);
        buffer[at++] = 0x80 | ((point >> 12) & 0x3f);
        buffer[at++] = 0x80 | ((point >> 6) & 0x3f);
        buffer[at++] = 0x80 | (point & 0x3f);
      }
    }
    _position = at;
  }

  /// Writes `bytes`.
  void putBytes(Uint8List value) {
    _reserve(5);
    _varint(value.length);
    raw(value);
  }

  /// Writes bytes that are Protobuf already.
  void raw(Uint8List bytes) {
    _reserve(bytes.length);
    _buffer.setAll(_position, bytes);
    _position += bytes.length;
  }

  /// Begins a length-delimited value; what [close] needs is returned.
  int open() {
    _reserve(1);
    return _position++ - _start;
  }

  /// Ends a length-delimited value. One byte was left for its length, which is enough for most.
  void close(int at) {
    final start = _start + at + 1;
    final length = _position - start;
    if (length < 0x80) {
      _buffer[start - 1] = length;
    } else {
      mendLength(start, 0);
    }
  }

  /// Leaves four bytes for a number that [fill] writes, such as a frame's length.
  int hole() {
    _reserve(4);
    final at = _position - _start;
    _position += 4;
    return at;
  }

  /// Writes a big-endian number of 32 bits into a hole.
  void fill(int hole, int value) {
    final at = _start + hole;
    _buffer[at] = value >> 24;
    _buffer[at + 1] = value >> 16;
    _buffer[at + 2] = value >> 8;
    _buffer[at + 3] = value;
  }

  /// Replaces the length before `start`, written for `guess` bytes, by the one that is right.
  void mendLength(int start, int guess) {
    final length = _position - start;
    final had = _varintSize(guess);
    final shift = _varintSize(length) - had;
    var at = start;
    if (shift > 0) {
      final before = start - _start;
      _reserve(shift);
      at = _start + before;
      _buffer.setRange(at + shift, at + shift + length, _buffer, at);
    }
    _position = at - had;
    _varint(length);
    _position += length;
  }

  /// The error for the value of the field that is being written.
  InvalidValueException invalid(String problem) =>
      InvalidValueException(path.text(lastTag >>> 3), problem);

  InvalidValueException _unpaired(int unit, int at) => invalid(
    'the string holds an unpaired surrogate '
    '(\\u${unit.toRadixString(16).toUpperCase()} at index $at), '
    "which UTF-8 can't carry",
  );

  void _check(core.bool fits, num value, String type) {
    if (!fits) {
      throw invalid('$value is not $type');
    }
  }

  void _word(int value) {
    _reserve(4);
    final buffer = _buffer;
    final at = _position;
    buffer[at] = value;
    buffer[at + 1] = value >> 8;
    buffer[at + 2] = value >> 16;
    buffer[at + 3] = value >> 24;
    _position = at + 4;
  }

  /// A varint of up to ten bytes, for which there is room.
  void _varint(int value) {
    final buffer = _buffer;
    var at = _position;
    var rest = value;
    while (rest & ~0x7f != 0) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    _position = at;
  }

  void _reserve(int count) {
    if (_position + count > _buffer.length) {
      _grow(count);
    }
  }

  void _grow(int count) {
    final length = _position - _start;
    final needed = 2 * (length + count);
    final larger = Uint8List(needed > _least ? needed : _least);
    larger.setRange(0, length, _buffer, _start);
    _buffer = larger;
    _start = 0;
    _position = length;
  }
}

int _varintSize(int value) => switch (value) {
  < 0x80 => 1,
  < 0x4000 => 2,
  < 0x200000 => 3,
  < 0x10000000 => 4,
  _ => 5,
};
