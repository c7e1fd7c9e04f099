import 'dart:typed_data';

import 'package:parley/codec.dart';
import 'package:parley/src/codec/limits.dart';

import 'runner.dart';

/// A message that contains itself in every way.
final class Node {
  const Node({
    this.text = '',
    this.numbers = const [],
    this.entries = const {},
    this.next,
    this.children = const [],
  });

  static const MessageType<Node> type = MessageType(
    'test.Node',
    _read,
    _write,
    fields: {1: 'text', 2: 'numbers', 3: 'entries', 4: 'next', 5: 'children'},
  );

  final String text;
  final List<int> numbers;
  final Map<String, Node> entries;
  final Node? next;
  final List<Node> children;

  static Node _read(MessageReader reader) {
    var text = '';
    final numbers = <int>[];
    final entries = <String, Node>{};
    var next = 0;
    final children = <Node>[];
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          text = reader.string();
        case 16:
          reader.add(Kind.sint32, numbers);
        case 18:
          reader.packed(Kind.sint32, numbers);
        case 26:
          reader.entry(Kind.string, type, entries);
        case 34:
          next = reader.keep(next);
        case 42:
          reader.add(type, children);
        default:
          reader.skip(tag);
      }
    }
    return Node(
      text: text,
      numbers: numbers,
      entries: entries,
      next: reader.keptOptional(4, type, next),
      children: children,
    );
  }

  static void _write(Node message, MessageWriter out) =>
      out
        ..string(10, message.text)
        ..packed(18, Kind.sint32, message.numbers)
        ..map(26, Kind.string, type, message.entries)
        ..optional(34, type, message.next)
        ..list(42, type, message.children);
}

/// Writes one value of a kind.
Uint8List written<T>(Kind<T> kind, T value) => MessageType<T>(
  'test.One',
  (reader) => kind.take(reader),
  (value, out) => out.optional(8 | kind.wireType, kind, value),
  fields: const {1: 'value'},
).encode(value);

String refusalOf<T>(Kind<T> kind, T value) =>
    expectThrows<InvalidValueException>(() => written(kind, value)).message;

String refusalOfBytes(List<int> bytes) =>
    expectThrows<MalformedMessageException>(
      () => Node.type.decode(Uint8List.fromList(bytes)),
    ).message;

Node nested(int depth) {
  var node = const Node(text: 'x');
  for (var i = 0; i < depth; i++) {
    node = Node(next: node);
  }
  return node;
}

void main() {
  test('half of a surrogate pair is refused, with its place', () {
    for (final text in ['\uD83D', '\uDE00', 'ä\uD83Dx', '\uDE00\uD83D']) {
      expectContains(refusalOf(Kind.string, text), [
        'One.value: the string holds an unpaired surrogate',
      ]);
    }
    expectContains(refusalOf(Kind.string, 'abc\uDE00'), [r'\uDE00 at index 3']);
    expect(written(Kind.string, '\u{1F600}').length, 6);
  });

  test('texts of every length and plane are read as they were written', () {
    for (final piece in ['a', 'ä', '日', '\u{1F600}', '\uFEFF', 'a\uFFFDé']) {
      for (var count = 0; count < 140; count++) {
        final text = piece * count;
        expect(Node.type.decode(Node.type.encode(Node(text: text))).text, text);
      }
    }
    final long = 'äa' * 70000;
    expect(Node.type.decode(Node.type.encode(Node(text: long))).text, long);
  });

  test('numbers that their field cannot hold are refused', () {
    for (final (kind, least, most) in [
      (Kind.int32, -0x80000000, 0x7fffffff),
      (Kind.sint32, -0x80000000, 0x7fffffff),
      (Kind.sfixed32, -0x80000000, 0x7fffffff),
      (Kind.uint32, 0, 0xffffffff),
      (Kind.fixed32, 0, 0xffffffff),
    ]) {
      written(kind, least);
      written(kind, most);
      expectContains(refusalOf(kind, least - 1), [
        'value: ${least - 1} is not',
      ]);
      expectContains(refusalOf(kind, most + 1), ['value: ${most + 1} is not']);
    }
    expectContains(refusalOf(Kind.float, 1e39), ['1e+39 is not a float']);
    expect(written(Kind.float, double.infinity).length, 5);
    expect(written(Kind.double, double.nan).last, 0x7f);
    expect(written(Kind.float, double.nan).last, 0x7f);
  });

  test('messages nest as deep as the limit and no deeper, both ways', () {
    final bytes = Node.type.encode(nested(maxDepth));
    var node = Node.type.decode(bytes);
    for (var i = 0; i < maxDepth; i++) {
      node = node.next!;
    }
    expect(node.text, 'x');
    final failure = expectThrows<InvalidValueException>(
      () => Node.type.encode(nested(maxDepth + 1)),
    );
    expectContains(failure.message, ['more than 100 deep']);
    final length = bytes.length;
    final deeper = [34, length & 0x7f | 0x80, length >> 7, ...bytes];
    expectContains(refusalOfBytes(deeper), ['nested more than 100 deep']);
  });

  test('a message has as many elements as the limit and no more', () {
    List<int> packed(int count) {
      final out = MessageWriter(Node.type)
        ..packed(18, Kind.sint32, List.filled(count, 0));
      return out.take();
    }

    final all = Node.type.decode(Uint8List.fromList(packed(maxElements)));
    expect(all.numbers.length, maxElements);
    expectContains(refusalOfBytes(packed(maxElements + 1)), [
      'Node.numbers',
      'more than 262144',
    ]);
    // Those of all lists, maps and depths count together.
    expectContains(refusalOfBytes([...packed(maxElements), 42, 0]), [
      'Node.children',
    ]);
    expectContains(refusalOfBytes([...packed(maxElements), 26, 0]), [
      'Node.entries',
    ]);
  });

  test('errors name the field by its path', () {
    const deep = Node(
      children: [
        Node(),
        Node(entries: {'a"b': Node(next: Node(text: '\uD800'))}),
      ],
    );
    final failure = expectThrows<InvalidValueException>(
      () => Node.type.encode(deep),
    );
    expect(failure.path, r'Node.children[1].entries["a\"b"].next.text');
    expectContains(refusalOfBytes([42, 0, 42, 7, 26, 5, 18, 3, 10, 1, 0xff]), [
      r'Node.children[1].entries[""].text: ',
      'UTF-8',
    ]);
    expectContains(refusalOfBytes([34, 2, 10]), ['Node.next: a length of 2']);
  });

  test('a value that fails leaves its type usable', () {
    expectThrows<InvalidValueException>(
      () => Node.type.encode(const Node(text: '\uD800')),
    );
    expect(Node.type.encode(const Node(text: 'a')), [10, 1, 0x61]);
  });

  test('lengths are right around the sizes where they grow', () {
    for (final size in [0, 1, 127, 128, 16383, 16384, 2097151, 2097152]) {
      final node = Node(children: [Node(text: 'x' * size)]);
      final read = Node.type.decode(Node.type.encode(node));
      expect(read.children.single.text.length, size);
    }
  });

  test('timestamps become dates where nothing is lost, or rounding is '
      'named', () {
    for (final date in [
      DateTime.utc(2026, 11, 22, 13, 36, 44, 123, 456),
      DateTime.utc(1969, 12, 31, 23, 59, 59, 999, 999),
      DateTime.utc(1),
    ]) {
      final time = Timestamp.fromDateTime(date);
      expect(Timestamp.type.decode(Timestamp.type.encode(time)), time);
      expect(time.toDateTime(), date);
    }
    const precise = Timestamp(seconds: -1, nanos: 999999999);
    expectThrows<RangeError>(precise.toDateTime);
    int micros(Rounding rounding) =>
        precise.toDateTime(rounding: rounding).microsecondsSinceEpoch;
    expect(
      [micros(Rounding.floor), micros(Rounding.ceil), micros(Rounding.round)],
      [-1, 0, 0],
    );
  });

  test('spans become durations of either sign', () {
    for (final micros in [0, 1, -1, 1500000, -1500000, 315576000000000000]) {
      final span = TimeSpan.fromDuration(Duration(microseconds: micros));
      expect(TimeSpan.type.decode(TimeSpan.type.encode(span)), span);
      expect(span.toDuration().inMicroseconds, micros);
    }
    const short = TimeSpan(nanos: -1);
    expectThrows<RangeError>(short.toDuration);
    expect(short.toDuration(rounding: Rounding.floor).inMicroseconds, -1);
    expect(short.toDuration(rounding: Rounding.ceil).inMicroseconds, 0);
  });

  test('what was read or copied cannot be changed', () {
    final source = Uint8List.fromList([1, 2]);
    final copies = [
      copyBytes(source),
      copyList([source]).single,
      copyMap({'a': source}).values.single,
    ];
    source[0] = 9;
    for (final copy in copies) {
      expect(copy, [1, 2]);
      expectThrows<UnsupportedError>(() => copy[0] = 3);
    }
    expectThrows<UnsupportedError>(() => copyList([1]).add(2));
    expectThrows<UnsupportedError>(() => copyMap({1: 2})[3] = 4);
  });

  test('values are equal as the core finds them equal', () {
    expectThat(deepEquals(double.nan, 0 / 0), 'NaN is itself');
    expectThat(!deepEquals(0.0, -0.0), '0.0 is not -0.0');
    expectThat(
      deepEquals(
        {
          'a': [double.nan],
          'b': [1.0],
        },
        {
          'b': [1.0],
          'a': [double.nan],
        },
      ),
      "a map's order is nothing",
    );
    expect(deepHash([double.nan]), deepHash([0 / 0]));
    expect(deepHash({1: 'a', 2: 'b'}), deepHash({2: 'b', 1: 'a'}));
    expectThat(!deepEquals({'a': null}, {'b': null}), 'keys count');
  });
}
