// Compares what generated Dart makes of messages with what generated Java made of them.
//
// Looks at what MessageCasesTest has left in processor/target; see `message-cases` beside this file.
import 'dart:io';
import 'dart:typed_data';

import 'package:cases/values.dart' hide bytes;
import 'package:parley/codec.dart';

import '../../../../clients/dart/test/runner.dart';

typedef Case =
    ({
      String line,
      MessageType<Object> type,
      Uint8List bytes,
      String outcome,
      String anew,
    });

final List<Case> cases = [
  for (final line
      in File(
        Platform.script.resolve('../../../target/cases/cases.txt').toFilePath(),
      ).readAsLinesSync())
    _case(line, line.split(' ')),
];

Case _case(String line, List<String> parts) => (
  line: line,
  type: types[parts[0]]!,
  bytes: _bytes(parts[1] == '-' ? '' : parts[1]),
  outcome: parts[2],
  anew: parts.length > 3 ? parts[3] : '',
);

Uint8List _bytes(String hex) => Uint8List.fromList([
  for (var i = 0; i < hex.length; i += 2)
    int.parse(hex.substring(i, i + 2), radix: 16),
]);

String _hex(Uint8List bytes) =>
    bytes.map((byte) => byte.toRadixString(16).padLeft(2, '0')).join();

List<Case> withOutcome(String outcome, int least) {
  final chosen = cases.where((one) => one.outcome == outcome).toList();
  expectThat(chosen.length >= least, 'there are $least cases of $outcome');
  return chosen;
}

void main() {
  test('what Java reads is read, and written anew byte for byte', () {
    for (final (:line, :type, :bytes, outcome: _, :anew) in withOutcome(
      '=',
      2000,
    )) {
      expect(_hex(type.encode(type.decode(bytes))), anew, line);
    }
  });

  test('what Java refuses is refused', () {
    for (final (:line, :type, :bytes, outcome: _, anew: _) in withOutcome(
      '!',
      500,
    )) {
      try {
        type.decode(bytes);
      } on MalformedMessageException {
        continue;
      }
      throw TestFailure('not refused: $line');
    }
  });

  test("numbers that the core's enums do not have are kept", () {
    for (final (:line, :type, :bytes, outcome: _, anew: _) in withOutcome(
      '?',
      3,
    )) {
      final message = type.decode(bytes);
      expect(type.decode(type.encode(message)), message, line);
    }
  });

  test('messages made of values have the same bytes, and those the same '
      'values', () {
    expectThat(values.length >= 300, 'there are messages');
    for (final (type, hex, value) in values) {
      final message = value();
      expect(_hex(type.encode(message)), hex, '$message');
      final read = type.decode(_bytes(hex));
      expect(read, message);
      expect(read.hashCode, message.hashCode, '$message');
    }
  });
}
