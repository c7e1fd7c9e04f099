// Compares what generated Dart says of messages with what generated Java said of them.
//
// Looks at what SameVerdictsTest has left in processor/target; see `message-cases` beside this file.
import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

import 'package:forms/contract.dart';
import 'package:parley/parley.dart';

import '../../../../clients/dart/test/runner.dart';

Uint8List _bytes(String hex) => Uint8List.fromList([
  for (var i = 0; i < hex.length; i += 2)
    int.parse(hex.substring(i, i + 2), radix: 16),
]);

/// What Java said: violations of three parts.
List<Violation> _violations(String said) => [
  if (said.isNotEmpty)
    for (final violation in said.split('\u0002'))
      switch (violation.split('\u0001')) {
        [final path, final constraint, final message] => Violation(
          path,
          constraint,
          message,
        ),
        final parts => throw FormatException('not three parts: $parts'),
      },
];

void main() {
  test('validate says what the core says, word for word', () {
    final lines =
        File(
          Platform.script
              .resolve('../../../target/validation/verdicts.txt')
              .toFilePath(),
        ).readAsLinesSync();
    expectThat(lines.length >= 3000, 'there are 3,000 messages');
    final constraints = <String>{};
    for (final (seed, line) in lines.indexed) {
      final [bytes, said] = line.split(' ');
      final expected = _violations(utf8.decode(_bytes(said)));
      expect(Form.decode(_bytes(bytes)).validate(), expected, 'seed $seed');
      constraints.addAll(expected.map((it) => it.constraint));
    }
    expect(constraints.length, 16);
  });
}
