import 'dart:typed_data';

import 'package:parley/parley.dart';
import 'package:parley/src/validation/violations.dart';

import 'runner.dart';

List<String> found(void Function(Violations found) check) {
  final violations = Violations();
  check(violations);
  return [for (final it in violations.list) '$it'];
}

void main() {
  // That each constraint says what a core says is shown by the seeded messages of processor/src/test/dart.

  test('as many violations are kept as the limit and no more', () {
    for (final count in [maxViolations, maxViolations + 1]) {
      final violations = found((found) {
        for (final (path, value) in found.elements(
          'a',
          List.filled(count, ''),
        )) {
          found.notBlank(path, value, 'blank');
        }
      });
      expect(violations.length, maxViolations);
      expect(violations.first, 'a[0]: blank');
      expect(violations.last, 'a[${maxViolations - 1}]: blank');
    }
  });

  test('a pattern is tried on texts as long as the limit and no longer', () {
    void check(Violations found, int length) =>
        found.pattern('a', 'x' * length, 'x*', 'other');
    expect(found((found) => check(found, 512)), <String>[]);
    expect(found((found) => check(found, 513)), ['a: other']);
  });

  test('a pattern has to match the whole text', () {
    for (final text in ['ab', 'ba', 'a\n', '\na', 'A']) {
      expect(found((found) => found.pattern('p', text, 'a|aa', 'no')), [
        'p: no',
      ]);
    }
    expect(
      found((found) => found.pattern('p', 'aa', 'a|aa', 'no')),
      <String>[],
    );
  });

  test('what is absent violates only what asks for it', () {
    expect(
      found((found) {
        found
          ..size('a', null, 1, 2, 'size')
          ..email('a', null, 'email')
          ..pattern('a', null, 'x', 'pattern')
          ..isTrue('a', null, 'true')
          ..isFalse('a', null, 'false')
          ..atLeast('a', found.float32(null), 1, 'Min', 'min')
          ..atMost('a', null, 1, 'Max', 'max')
          ..moreThan('a', null, 1, 'Positive', 'more')
          ..lessThan('a', null, 1, 'Negative', 'less')
          ..notNull('b', null, 'there')
          ..notBlank('c', null, 'blank')
          ..notEmpty('d', null, 'empty');
      }),
      ['b: there', 'c: blank', 'd: empty'],
    );
  });

  test(
    'sizes are those of texts in UTF-16 units, of bytes, lists and maps',
    () {
      for (final value in [
        '\u{1f600}',
        Uint8List(2),
        [0, 0],
        {'a': 0, 'b': 0},
      ]) {
        expect(found((it) => it.size('a', value, 2, 2, 'size')), <String>[]);
        expect(found((it) => it.size('a', value, 3, null, 'few')), ['a: few']);
        expect(found((it) => it.size('a', value, 0, 1, 'many')), ['a: many']);
      }
    },
  );

  test('whole numbers are compared exactly, beyond 2^53 too', () {
    expect(
      found(
        (it) => it.atMost(
          'a',
          9007199254740993,
          9007199254740992,
          'Max',
          'too large',
        ),
      ),
      ['a: too large'],
    );
  });

  test('keys of entries are shown up to 40 units and never halved', () {
    String pathOf(Object key) => Violations().values('m', {key: 0}).single.$1;
    expect(pathOf(7), 'm[7]');
    expect(pathOf(true), 'm[true]');
    expect(pathOf('k' * 40), 'm["${'k' * 40}"]');
    expect(pathOf('k' * 41), 'm["${'k' * 40}…"]');
    expect(pathOf('${'k' * 39}\u{1f600}'), 'm["${'k' * 39}…"]');
    expect(pathOf('"\\\u0001'), r'm["\"\\\u0001"]');
  });

  test('violations are values', () {
    const one = Violation('a', 'Min', 'b');
    expect(one, Violation('a', 'Min', ['b'].single));
    expect(one.hashCode, Violation('a', 'Min', ['b'].single).hashCode);
    expectThat(one != const Violation('a', 'Max', 'b'), 'constraints differ');
    expectThrows<UnsupportedError>(() => Violations().list.add(one));
  });
}
