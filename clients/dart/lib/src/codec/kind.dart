import 'dart:core';
import 'dart:core' as core show bool, double;
import 'dart:typed_data';

import 'collections.dart';
import 'message_reader.dart';
import 'message_writer.dart';

/// How one value stands on the wire, without its field: what lists, maps and optional fields are made of.
abstract base class Kind<T> {
  /// Named by Protobuf's wire type: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.
  const Kind(this.wireType);

  /// Protobuf's wire type.
  final int wireType;

  /// Whether the value is a message, which merges when it stands twice in one map entry.
  core.bool get isMessage => false;

  /// Writes a value.
  void put(T value, MessageWriter out);

  /// Reads a value.
  T take(MessageReader reader);

  /// What an absent value means.
  T get empty;

  /// `int32`, a varint; a negative one takes ten bytes.
  static const Kind<int> int32 = _Int32();

  /// `uint32`, a varint of 0 to 2^32 − 1.
  static const Kind<int> uint32 = _Uint32();

  /// `sint32`, a varint that is short for small negative numbers too.
  static const Kind<int> sint32 = _Sint32();

  /// `fixed32`, four bytes of 0 to 2^32 − 1.
  static const Kind<int> fixed32 = _Fixed32();

  /// `sfixed32`, four bytes.
  static const Kind<int> sfixed32 = _Sfixed32();

  /// `int64`, a varint.
  static const Kind<int> int64 = _Int64();

  /// `uint64`, a varint of 64 bits; from 2^63 on the number is negative here.
  static const Kind<int> uint64 = _Int64();

  /// `sint64`, a varint that is short for small negative numbers too.
  static const Kind<int> sint64 = _Sint64();

  /// `fixed64`, eight bytes; from 2^63 on the number is negative here.
  static const Kind<int> fixed64 = _Fixed64();

  /// `sfixed64`, eight bytes.
  static const Kind<int> sfixed64 = _Fixed64();

  /// `float`, four bytes.
  static const Kind<core.double> float = _Float();

  /// `double`, eight bytes.
  static const Kind<core.double> double = _Double();

  /// `bool`, a varint.
  static const Kind<core.bool> bool = _Bool();

  /// `string`, UTF-8 behind its length.
  static const Kind<String> string = _String();

  /// `bytes`, behind their length.
  static const Kind<Uint8List> bytes = _Bytes();
}

final class _Int32 extends Kind<int> {
  const _Int32() : super(0);

  @override
  void put(int value, MessageWriter out) => out.putInt32(value);

  @override
  int take(MessageReader reader) => reader.int32();

  @override
  int get empty => 0;
}

final class _Uint32 extends Kind<int> {
  const _Uint32() : super(0);

  @override
  void put(int value, MessageWriter out) => out.putUint32(value);

  @override
  int take(MessageReader reader) => reader.uint32();

  @override
  int get empty => 0;
}

final class _Sint32 extends Kind<int> {
  const _Sint32() : super(0);

  @override
  void put(int value, MessageWriter out) => out.putSint32(value);

  @override
  int take(MessageReader reader) => reader.sint32();

  @override
  int get empty => 0;
}

final class _Fixed32 extends Kind<int> {
  const _Fixed32() : super(5);

  @override
  void put(int value, MessageWriter out) => out.putFixed32(value);

  @override
  int take(MessageReader reader) => reader.fixed32();

  @override
  int get empty => 0;
}

final class _Sfixed32 extends Kind<int> {
  const _Sfixed32() : super(5);

  @override
  void put(int value, MessageWriter out) => out.putSfixed32(value);

  @override
  int take(MessageReader reader) => reader.sfixed32();

  @override
  int get empty => 0;
}

final class _Int64 extends Kind<int> {
  const _Int64() : super(0);

  @override
  void put(int value, MessageWriter out) => out.putInt64(value);

  @override
  int take(MessageReader reader) => reader.int64();

  @override
  int get empty => 0;
}

final class _Sint64 extends Kind<int> {
  const _Sint64() : super(0);

  @override
  void put(int value, MessageWriter out) => out.putSint64(value);

  @override
  int take(MessageReader reader) => reader.sint64();

  @override
  int get empty => 0;
}

final class _Fixed64 extends Kind<int> {
  const _Fixed64() : super(1);

  @override
  void put(int value, MessageWriter out) => out.putFixed64(value);

  @override
  int take(MessageReader reader) => reader.fixed64();

  @override
  int get empty => 0;
}

final class _Float extends Kind<core.double> {
  const _Float() : super(5);

  @override
  void put(core.double value, MessageWriter out) => out.putFloat(value);

  @override
  core.double take(MessageReader reader) => reader.float();

  @override
  core.double get empty => 0;
}

final class _Double extends Kind<core.double> {
  const _Double() : super(1);

  @override
  void put(core.double value, MessageWriter out) => out.putDouble(value);

  @override
  core.double take(MessageReader reader) => reader.double();

  @override
  core.double get empty => 0;
}

final class _Bool extends Kind<core.bool> {
  const _Bool() : super(0);

  @override
  void put(core.bool value, MessageWriter out) => out.putBool(value);

  @override
  core.bool take(MessageReader reader) => reader.bool();

  @override
  core.bool get empty => false;
}

final class _String extends Kind<String> {
  const _String() : super(2);

  @override
  void put(String value, MessageWriter out) => out.putString(value);

  @override
  String take(MessageReader reader) => reader.string();

  @override
  String get empty => '';
}

final class _Bytes extends Kind<Uint8List> {
  const _Bytes() : super(2);

  @override
  void put(Uint8List value, MessageWriter out) => out.putBytes(value);

  @override
  Uint8List take(MessageReader reader) => reader.bytes();

  @override
  Uint8List get empty => noBytes;
}
