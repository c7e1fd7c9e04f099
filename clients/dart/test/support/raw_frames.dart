import 'dart:convert';
import 'dart:typed_data';

/// The numbers of the frames, as docs/protocol.md has them.
abstract final class FrameKind {
  static const hello = 1;
  static const welcome = 2;
  static const request = 3;
  static const response = 4;
  static const notification = 5;
  static const subscribe = 6;
  static const unsubscribe = 7;
  static const cancel = 8;
  static const item = 9;
  static const end = 10;
  static const credit = 11;
  static const ping = 12;
  static const pong = 13;
  static const goAway = 14;
  static const ack = 15;
  static const heard = 16;
  static const resync = 17;
}

/// A Protobuf message by hand: numbers are varints, texts, bytes and messages have their length before them. It is
/// written without the package's own codec, so that it can judge it.
Uint8List raw(Map<int, Object?> fields) {
  final out = BytesBuilder();
  fields.forEach((number, value) {
    for (final one
        in value is List<Object> && value is! Uint8List ? value : [value]) {
      switch (one) {
        case null || 0 || false || '':
          break;
        case final int count:
          _varint(out, number << 3);
          _varint(out, count);
        case true:
          _varint(out, number << 3);
          _varint(out, 1);
        case final String text:
          _bytes(out, number, utf8.encode(text));
        case final Uint8List bytes:
          _bytes(out, number, bytes);
        case final Map<int, Object?> message:
          _bytes(out, number, raw(message));
        default:
          throw ArgumentError.value(one);
      }
    }
  });
  return out.takeBytes();
}

void _bytes(BytesBuilder out, int number, Uint8List bytes) {
  _varint(out, number << 3 | 2);
  _varint(out, bytes.length);
  out.add(bytes);
}

void _varint(BytesBuilder out, int value) {
  var rest = value;
  while (rest >= 0x80) {
    out.addByte(rest & 0x7f | 0x80);
    rest >>= 7;
  }
  out.addByte(rest);
}

/// A frame with its length before it.
Uint8List framed(int kind, Map<int, Object?> fields) {
  final body = BytesBuilder();
  _bytes(body, kind, raw(fields));
  final frame = body.takeBytes();
  final out =
      BytesBuilder()
        ..add((ByteData(4)..setUint32(0, frame.length)).buffer.asUint8List())
        ..add(frame);
  return out.takeBytes();
}

/// A message read without knowing its type.
final class RawMessage {
  RawMessage(Uint8List bytes) {
    var at = 0;
    int varint() {
      var value = 0;
      for (var shift = 0; ; shift += 7) {
        final byte = bytes[at++];
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
          return value;
        }
      }
    }

    while (at < bytes.length) {
      final tag = varint();
      final Object value;
      if (tag & 7 == 0) {
        value = varint();
      } else {
        final length = varint();
        value = Uint8List.sublistView(bytes, at, at += length);
      }
      (_fields[tag >> 3] ??= []).add(value);
    }
  }

  final Map<int, List<Object>> _fields = {};

  bool has(int field) => _fields.containsKey(field);

  int number(int field) => (_fields[field]?.last ?? 0) as int;

  Uint8List bytes(int field) =>
      (_fields[field]?.last ?? Uint8List(0)) as Uint8List;

  String text(int field) => utf8.decode(bytes(field));

  List<String> texts(int field) => [
    for (final value in _fields[field] ?? const <Object>[])
      utf8.decode(value as Uint8List),
  ];
}

/// A frame that the front end has sent.
final class SentFrame {
  SentFrame(Uint8List frame) : this._(RawMessage(frame));

  SentFrame._(RawMessage frame)
    : kind = frame._fields.keys.single,
      body = RawMessage(frame.bytes(frame._fields.keys.single));

  final int kind;
  final RawMessage body;
}
