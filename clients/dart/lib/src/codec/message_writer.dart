import 'dart:core';
import 'dart:core' as core show bool, double;
import 'dart:typed_data';

import 'byte_writer.dart';
import 'kind.dart';
import 'limits.dart';
import 'message_type.dart';
import 'open_enum.dart';
import 'path.dart';

/// Writes Protobuf messages into a growing buffer.
///
/// The methods named like a scalar type write a field, tag and value, and leave out the value that absence means (0, `false`,
/// the empty text), as proto3 does; those that begin with `put` write the value alone. A value that its type cannot hold
/// throws an `InvalidValueException`.
final class MessageWriter extends ByteWriter {
  /// Begins with a buffer of `size` bytes; `names` is what errors call the outermost message.
  MessageWriter(super.names, [super.size]);

  /// Writes an `int32` unless it is 0.
  void int32(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putInt32(value);
    }
  }

  /// Writes a `uint32` unless it is 0.
  void uint32(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putUint32(value);
    }
  }

  /// Writes a `sint32` unless it is 0.
  void sint32(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putSint32(value);
    }
  }

  /// Writes a `fixed32` unless it is 0.
  void fixed32(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putFixed32(value);
    }
  }

  /// Writes an `sfixed32` unless it is 0.
  void sfixed32(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putSfixed32(value);
    }
  }

  /// Writes an `int64` unless it is 0.
  void int64(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putInt64(value);
    }
  }

  /// Writes the bits of a `uint64` unless it is 0.
  void uint64(int tag, int value) => int64(tag, value);

  /// Writes a `sint64` unless it is 0.
  void sint64(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putSint64(value);
    }
  }

  /// Writes the bits of a `fixed64` unless it is 0.
  void fixed64(int tag, int value) {
    if (value != 0) {
      this.tag(tag);
      putFixed64(value);
    }
  }

  /// Writes an `sfixed64` unless it is 0.
  void sfixed64(int tag, int value) => fixed64(tag, value);

  /// Writes a `float` unless it is 0.0; −0.0 is written.
  void float(int tag, core.double value) {
    if (value != 0 || value.isNegative) {
      this.tag(tag);
      putFloat(value);
    }
  }

  /// Writes a `double` unless it is 0.0; −0.0 is written.
  void double(int tag, core.double value) {
    if (value != 0 || value.isNegative) {
      this.tag(tag);
      putDouble(value);
    }
  }

  /// Writes a `bool` unless it is false.
  void bool(int tag, core.bool value) {
    if (value) {
      this.tag(tag);
      putBool(value);
    }
  }

  /// Writes a `string` unless it is empty.
  void string(int tag, String value) {
    if (value.isNotEmpty) {
      this.tag(tag);
      putString(value);
    }
  }

  /// Writes `bytes` unless there are none.
  void bytes(int tag, Uint8List value) {
    if (value.isNotEmpty) {
      this.tag(tag);
      putBytes(value);
    }
  }

  /// Writes an enum's value unless its number is 0.
  void enumeration(int tag, OpenEnum value) => int32(tag, value.number);

  /// Writes a value unless it is `null`.
  void optional<T>(int tag, Kind<T> kind, T? value) {
    if (value != null) {
      this.tag(tag);
      kind.put(value, this);
    }
  }

  /// Writes a message, even if all of it is empty.
  void message<T>(int tag, MessageType<T> type, T value) {
    this.tag(tag);
    putMessage(type, value);
  }

  /// Writes a list of numbers, truth values or enum values in one field, unless it is empty.
  void packed<T>(int tag, Kind<T> kind, List<T> values) {
    if (values.isEmpty) {
      return;
    }
    this.tag(tag);
    final at = open();
    for (final value in values) {
      kind.put(value, this);
    }
    close(at);
  }

  /// Writes a list as one field an element: texts, bytes, messages.
  void list<T>(int tag, Kind<T> kind, List<T> values) {
    for (var i = 0; i < values.length; i++) {
      this.tag(tag);
      _element = i;
      kind.put(values[i], this);
    }
    _element = -1;
  }

  /// Writes a map as one field an entry, in the map's order.
  void map<K, V>(int tag, Kind<K> keyKind, Kind<V> kind, Map<K, V> map) {
    for (final MapEntry(:key, :value) in map.entries) {
      this.tag(tag);
      final at = open();
      _deeper();
      path
        ..enterEntry(tag >>> 3)
        ..key(key);
      this.tag(8 | keyKind.wireType);
      keyKind.put(key, this);
      this.tag(16 | kind.wireType);
      kind.put(value, this);
      path.leave();
      close(at);
    }
  }

  /// Which element of a list is written next; −1 for none.
  int _element = -1;

  /// Writes a message's length and fields.
  void putMessage<T>(MessageType<T> type, T value) {
    _deeper();
    path.enter(type, lastTag >>> 3, _element);
    _element = -1;
    final at = open();
    type.write(value, this);
    close(at);
    path.leave();
  }

  /// Writes a message of its own that stands in a bytes field, as a payload stands in its frame: its depth is counted
  /// from there, and errors begin with its name. Its size in bytes is returned.
  int payload<T>(int tag, MessageType<T> type, T value) {
    this.tag(tag);
    final at = open();
    final start = length;
    final outer = path;
    path = MessagePath(type);
    _element = -1; // One that failed may have left it behind.
    try {
      type.write(value, this);
    } finally {
      path = outer;
    }
    final size = length - start;
    close(at);
    return size;
  }

  /// Writes an unsigned integer, such as a call's number, even if it is 0.
  void count(int tag, int value) {
    this.tag(tag);
    putInt64(value);
  }

  void _deeper() {
    if (path.depth >= maxDepth) {
      throw invalid(
        'messages are nested more than $maxDepth deep; does one contain itself?',
      );
    }
  }
}

/// A message's bytes.
Uint8List encodeMessage<T>(MessageType<T> type, T message) {
  final writer = MessageWriter(type);
  type.write(message, writer);
  return writer.copy();
}
