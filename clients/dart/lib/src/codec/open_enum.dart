import 'kind.dart';
import 'message_reader.dart';
import 'message_writer.dart';

/// A value of a generated enum: one of its constants, or a number that a newer core knows and this front end does not,
/// which is kept.
abstract interface class OpenEnum {
  /// The number on the wire.
  int get number;
}

/// The type of a generated enum.
final class EnumType<E extends OpenEnum> extends Kind<E> {
  /// Made by generated code.
  const EnumType(this.typeName, this.of) : super(0);

  /// The full name, such as `dev.parley.flowy.ThemeModePB`.
  final String typeName;

  /// The value with a number, known or not.
  final E Function(int number) of;

  @override
  void put(E value, MessageWriter out) => out.putInt32(value.number);

  @override
  E take(MessageReader reader) => of(reader.int32());

  @override
  E get empty => of(0);
}
