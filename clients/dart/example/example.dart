import 'package:parley/codec.dart';
import 'package:parley/io.dart';
import 'package:parley/parley.dart';

/// Says hello to a core that listens on a unix socket, which is the first argument.
///
/// What follows `main` is what `parley generate --dart` writes for a contract, shortened to one event.
Future<void> main(List<String> arguments) async {
  final core = await Core.connect(
    UnixSocket(arguments.first),
    contract: [greetEvent],
  );
  switch (await GreetEventHello(const TextPB(text: 'Hello')).send()) {
    case Success(:final value):
      print(value.text);
    case Failure(:final error):
      print('refused: ${error.text}');
  }
  await core.close();
}

const Group greetEvent = Group(
  name: 'GreetEvent',
  fingerprint: '6ef5d0ad63f67c5f',
  shape: ['event Hello = 0 (TextPB) -> TextPB ! TextPB'],
);

/// Answers a greeting.
final class GreetEventHello extends UnaryEvent<TextPB, TextPB, TextPB> {
  const GreetEventHello(super.payload);

  @override
  EventType<TextPB, TextPB, TextPB> get type => const EventType(
    group: greetEvent,
    name: 'GreetEvent.Hello',
    payload: TextPB.type,
    response: TextPB.type,
    error: TextPB.type,
  );
}

/// A text.
final class TextPB {
  const TextPB({this.text = ''});

  static const MessageType<TextPB> type = MessageType(
    'example.TextPB',
    _read,
    _write,
    fields: {1: 'text'},
  );

  final String text;

  static TextPB _read(MessageReader reader) {
    var text = '';
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          text = reader.string();
        default:
          reader.skip(tag);
      }
    }
    return TextPB(text: text);
  }

  static void _write(TextPB message, MessageWriter out) =>
      out.string(10, message.text);
}
