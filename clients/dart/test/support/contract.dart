import 'package:parley/codec.dart';

/// A message with one text, numbered 1.
final class TextPB {
  const TextPB(this.text);

  static const type = MessageType<TextPB>('test.TextPB', _read, _write);

  final String text;

  static TextPB _read(MessageReader reader) {
    var text = '';
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      if (tag == 10) {
        text = reader.string();
      } else {
        reader.skip(tag);
      }
    }
    return TextPB(text);
  }

  static void _write(TextPB message, MessageWriter out) =>
      out.string(10, message.text);

  @override
  bool operator ==(Object other) => other is TextPB && other.text == text;

  @override
  int get hashCode => text.hashCode;

  @override
  String toString() => 'TextPB($text)';
}

/// The group of the events below.
const testEvent = Group(
  name: 'TestEvent',
  fingerprint: '00000000000000aa',
  shape: ['event say = 0 (test.TextPB) -> test.TextPB ! test.TextPB'],
);

/// The group of the notifications below.
const testNotification = Group(
  name: 'TestNotification',
  fingerprint: '00000000000000bb',
  shape: ['notification heard = 1 (test.TextPB)'],
);

/// What a played core says of both.
const List<Map<int, Object?>> groups = [
  {1: 'TestEvent', 2: '00000000000000aa'},
  {1: 'TestNotification', 2: '00000000000000bb'},
];

const _say = EventType<TextPB, TextPB, TextPB>(
  group: testEvent,
  name: 'TestEvent.Say',
  payload: TextPB.type,
  response: TextPB.type,
  error: TextPB.type,
);
const _read = EventType<TextPB, TextPB, TextPB>(
  group: testEvent,
  name: 'TestEvent.Read',
  payload: TextPB.type,
  response: TextPB.type,
  error: TextPB.type,
  idempotent: true,
);
const _go = EventType<void, void, Never>(
  group: testEvent,
  name: 'TestEvent.Go',
);
const _count = StreamEventType<TextPB, TextPB, void, TextPB>(
  group: testEvent,
  name: 'TestEvent.Count',
  payload: TextPB.type,
  fromCore: TextPB.type,
  error: TextPB.type,
);
const _store = UploadEventType<void, TextPB, TextPB, TextPB>(
  group: testEvent,
  name: 'TestEvent.Store',
  toCore: TextPB.type,
  response: TextPB.type,
  error: TextPB.type,
);
const _talk = ConversationEventType<void, TextPB, TextPB, TextPB, Never>(
  group: testEvent,
  name: 'TestEvent.Talk',
  toCore: TextPB.type,
  fromCore: TextPB.type,
  response: TextPB.type,
);

final class Say extends UnaryEvent<TextPB, TextPB, TextPB> {
  Say(String text) : super(TextPB(text));
  @override
  EventType<TextPB, TextPB, TextPB> get type => _say;
}

/// An idempotent one.
final class Read extends UnaryEvent<TextPB, TextPB, TextPB> {
  Read(String text) : super(TextPB(text));
  @override
  EventType<TextPB, TextPB, TextPB> get type => _read;
}

final class Go extends UnaryEvent<void, void, Never> {
  const Go() : super(null);
  @override
  EventType<void, void, Never> get type => _go;
}

final class Count extends StreamEvent<TextPB, TextPB, void, TextPB> {
  Count(String text) : super(TextPB(text));
  @override
  StreamEventType<TextPB, TextPB, void, TextPB> get type => _count;
}

final class Store extends UploadEvent<void, TextPB, TextPB, TextPB> {
  const Store() : super(null);
  @override
  UploadEventType<void, TextPB, TextPB, TextPB> get type => _store;
}

final class Talk
    extends ConversationEvent<void, TextPB, TextPB, TextPB, Never> {
  const Talk() : super(null);
  @override
  ConversationEventType<void, TextPB, TextPB, TextPB, Never> get type => _talk;
}

const heard = MessageNotificationType<TextPB>(1, 'heard', TextPB.type);
const ended = OutcomeNotificationType<TextPB, TextPB>(
  2,
  'ended',
  TextPB.type,
  TextPB.type,
);
const rang = EmptyNotificationType(3, 'rang');

/// A listener as one that is generated.
final class TestListener extends NotificationListener {
  TestListener({
    void Function(String subject, TextPB text)? onHeard,
    void Function(Result<TextPB, TextPB> outcome)? onEnded,
    void Function()? onRang,
    super.subjects,
    super.onResync,
    super.core,
    super.key,
  }) : super(testNotification, 'Test', [
         if (onHeard != null) heard.subjectHandler(onHeard),
         if (onEnded != null) ended.handler(onEnded),
         if (onRang != null) rang.handler((_) => onRang()),
       ]);
}
