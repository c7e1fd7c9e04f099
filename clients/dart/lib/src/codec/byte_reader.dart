import 'dart:convert';
import 'dart:core';
import 'dart:core' as core show bool, double;
import 'dart:typed_data';

import 'collections.dart';
import 'errors.dart';
import 'path.dart';

/// Where bits of floating-point numbers are looked at as numbers.
final ByteData _scratch = ByteData(8);

/// The range of bytes under a message reader, and the encodings of single values.
abstract base class ByteReader {
  /// Reads all of the bytes; [names] is what errors call the outermost message.
  ByteReader(this.input, MessageNames names)
    : end = input.length,
      path = MessagePath(names);

  /// Where in the outermost message the reader is, for errors.
  final MessagePath path;

  /// The bytes that are read.
  Uint8List input;

  /// Where the next byte is read.
  int position = 0;

  /// Where the message ends that is being read.
  int end;

  /// The tag that was read last, for errors; 0 for none.
  int lastTag = 0;

  /// A varint's low 32 bits, as a signed number.
  int int32() {
    final at = position;
    if (at < end) {
      final first = input[at];
      if (first < 0x80) {
        position = at + 1;
        return first;
      }
    }
    return _longVarint().toSigned(32);
  }

  /// A varint's low 32 bits, as an unsigned number.
  int uint32() => int32() & 0xffffffff;

  /// A zigzag varint of 32 bits.
  int sint32() {
    final folded = uint32();
    return (folded >> 1) ^ -(folded & 1);
  }

  /// A varint's 64 bits.
  int int64() {
    final at = position;
    if (at < end) {
      final first = input[at];
      if (first < 0x80) {
        position = at + 1;
        return first;
      }
    }
    return _longVarint();
  }

  /// A varint's 64 bits; from 2^63 on the number is negative.
  int uint64() => int64();

  /// A zigzag varint of 64 bits.
  int sint64() {
    final folded = int64();
    return (folded >>> 1) ^ -(folded & 1);
  }

  /// Four bytes as an unsigned number.
  int fixed32() {
    final at = position;
    advance(4);
    final bytes = input;
    return bytes[at] |
        (bytes[at + 1] << 8) |
        (bytes[at + 2] << 16) |
        (bytes[at + 3] << 24);
  }

  /// Four bytes as a signed number.
  int sfixed32() => fixed32().toSigned(32);

  /// Eight bytes; from 2^63 on the number is negative.
  int fixed64() {
    _need(8);
    final low = fixed32();
    return low | (fixed32() << 32);
  }

  /// Eight bytes as a signed number.
  int sfixed64() => fixed64();

  /// Four bytes as a floating-point number.
  core.double float() {
    _scratch.setUint32(0, fixed32());
    return _scratch.getFloat32(0);
  }

  /// Eight bytes as a floating-point number.
  core.double double() {
    _need(8);
    _scratch
      ..setUint32(4, fixed32())
      ..setUint32(0, fixed32());
    return _scratch.getFloat64(0);
  }

  /// A varint that is 0 for false.
  core.bool bool() => int64() != 0;

  /// A text; bytes that are not UTF-8 are refused.
  String string() {
    final length = this.length();
    final start = position;
    final end = position = start + length;
    if (length == 0) {
      return '';
    }
    try {
      final text = const Utf8Decoder().convert(input, start, end);
      // Dart's decoder takes a byte order mark for none of the text; to everybody else it is a character.
      return length >= 3 && _startsWithMark(start) ? '\uFEFF$text' : text;
    } on FormatException {
      throw malformedField('the string of $length bytes is not valid UTF-8');
    }
  }

  core.bool _startsWithMark(int at) =>
      input[at] == 0xef && input[at + 1] == 0xbb && input[at + 2] == 0xbf;

  /// The bytes, as a copy that can't be changed.
  Uint8List bytes() => copyBytes(view());

  /// The bytes as they stand in the input, not copied.
  Uint8List view() {
    final length = this.length();
    final start = position;
    position = start + length;
    return Uint8List.sublistView(input, start, start + length);
  }

  /// The length of a length-delimited value, all of which is there.
  int length() {
    final length = int64();
    final left = end - position;
    if (length < 0 || length > left) {
      final shown = BigInt.from(length).toUnsigned(64);
      throw malformedField('a length of $shown bytes, where $left are left');
    }
    return length;
  }

  /// Passes over bytes.
  void advance(int count) {
    _need(count);
    position += count;
  }

  /// The error for the message that is being read.
  MalformedMessageException malformed(String problem) =>
      MalformedMessageException(path.text(0), problem);

  /// The error for the field that is being read.
  MalformedMessageException malformedField(String problem) =>
      MalformedMessageException(path.text(lastTag >>> 3), problem);

  void _need(int count) {
    if (count > end - position) {
      throw _truncated();
    }
  }

  MalformedMessageException _truncated() =>
      malformedField('the bytes end in the middle of a value');

  int _longVarint() {
    final bytes = input;
    var at = position;
    var value = 0;
    for (var shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw _truncated();
      }
      final byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        position = at;
        return value;
      }
    }
    throw malformedField('a varint has more than ten bytes');
  }
}
