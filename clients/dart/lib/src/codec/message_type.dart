import 'dart:typed_data';

import '../validation/violation.dart';
import '../validation/violations.dart';
import 'kind.dart';
import 'message_reader.dart';
import 'message_writer.dart';
import 'path.dart';

/// A message type: turns messages into bytes and back.
final class MessageType<T> extends Kind<T> implements MessageNames {
  /// Made by generated code: how fields are read to the reader's end, and written in the order of their numbers.
  ///
  ///  * [typeName]: the full name, such as `dev.parley.flowy.SignInPayloadPB`;
  ///  * [fields]: the names of fields by their numbers, for errors;
  ///  * [check]: what the contract's constraints refuse.
  const MessageType(
    this.typeName,
    this.read,
    this.write, {
    this.fields = const {},
    this.check,
  }) : super(2);

  @override
  final String typeName;

  @override
  final Map<int, String> fields;

  /// Reads fields to the reader's end.
  final T Function(MessageReader reader) read;

  /// Writes a message's fields.
  final void Function(T message, MessageWriter out) write;

  /// Adds what the contract's constraints refuse of a message; `null` where there are none.
  final void Function(T message, Violations found)? check;

  /// What a core would refuse of the message, by the constraints of the contract: in the order of field numbers and
  /// elements, the first 100 of it. Nothing if there are no constraints, and nothing of what the core's own code refuses.
  List<Violation> validate(T message) {
    final found = Violations();
    check?.call(message, found);
    return found.list;
  }

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
