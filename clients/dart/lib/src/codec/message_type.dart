import 'dart:typed_data';

import 'kind.dart';
import 'message_reader.dart';
import 'message_writer.dart';
import 'path.dart';

/// A message type: turns messages into bytes and back.
final class MessageType<T> extends Kind<T> implements MessageNames {
  /// Made by generated code: how fields are read to the reader's end, and written in the order of their numbers.
  ///
  ///  * [typeName]: the full name, such as `dev.parley.flowy.SignInPayloadPB`;
  ///  * [fields]: the names of fields by their numbers, for errors.
  const MessageType(
    this.typeName,
    this.read,
    this.write, {
    this.fields = const {},
  }) : super(2);

  @override
  final String typeName;

  @override
  final Map<int, String> fields;

  /// Reads fields to the reader's end.
  final T Function(MessageReader reader) read;

  /// Writes a message's fields.
  final void Function(T message, MessageWriter out) write;

  /// The message as Protobuf. The bytes are nobody else's. Throws an `InvalidValueException`.
  Uint8List encode(T message) => encodeMessage(this, message);

  /// The message that the bytes hold. Throws a `MalformedMessageException`.
  T decode(Uint8List bytes) => read(MessageReader(bytes, this));

  @override
  bool get isMessage => true;

  @override
  void put(T value, MessageWriter out) => out.putMessage(this, value);

  @override
  T take(MessageReader reader) => reader.message(this);

  @override
  T get empty => read(MessageReader(Uint8List(0), this));
}
