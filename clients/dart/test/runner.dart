import 'dart:async';
import 'dart:io';
import 'dart:typed_data';

/// What one test does.
typedef TestBody = FutureOr<void> Function();

final List<({String name, TestBody body, Duration timeout})> _tests = [];

/// How long a test may take that does not say so.
const Duration defaultTimeout = Duration(seconds: 60);

/// Declares a test. All of a file are run one after another when its `main` has returned, and told in TAP (testanything.org)
/// with the counts at the end. One fails that throws, that takes longer than `timeout`, or while which an error is caught by
/// nobody.
void test(String name, TestBody body, {Duration timeout = defaultTimeout}) {
  if (_tests.isEmpty) {
    scheduleMicrotask(_run);
  }
  _tests.add((name: name, body: body, timeout: timeout));
}

/// That something is not as it should be.
final class TestFailure implements Exception {
  /// Says what.
  const TestFailure(this.message);

  /// What is wrong.
  final String message;

  @override
  String toString() => message;
}

/// Fails unless both are equal: lists, maps and sets by their elements, everything else by `==`; NaN is equal to itself.
void expect(Object? actual, Object? expected, [String? what]) {
  if (!_same(actual, expected)) {
    throw TestFailure(
      '${what == null ? '' : '$what: '}expected ${_shown(expected)}, '
      'was ${_shown(actual)}',
    );
  }
}

/// Fails unless the condition holds.
void expectThat(bool condition, String what) {
  if (!condition) {
    throw TestFailure('expected that $what');
  }
}

/// Fails unless the text holds all of the parts.
void expectContains(String text, List<String> parts) {
  for (final part in parts) {
    if (!text.contains(part)) {
      throw TestFailure('expected "$part" in "$text"');
    }
  }
}

/// What the function throws, which must be an [F].
F expectThrows<F extends Object>(void Function() run) {
  try {
    run();
  } on F catch (failure) {
    return failure;
  }
  throw TestFailure('expected a $F, but nothing was thrown');
}

/// What the future fails with, which must be an [F].
Future<F> expectFails<F extends Object>(Future<Object?> future) async {
  final Object? value;
  try {
    value = await future;
  } on F catch (failure) {
    return failure;
  }
  throw TestFailure('expected a $F, but it came to ${_shown(value)}');
}

Future<void> _run() async {
  print('TAP version 13');
  var passed = 0;
  for (final (index, one) in _tests.indexed) {
    final clock = Stopwatch()..start();
    final failures = await _outcome(one.body, one.timeout);
    final ok = failures.isEmpty ? 'ok' : 'not ok';
    print('$ok ${index + 1} - ${one.name} # ${clock.elapsedMilliseconds} ms');
    if (failures.isEmpty) {
      passed++;
    }
    for (final (failure, trace) in failures) {
      print('  # ${'$failure'.replaceAll('\n', '\n  # ')}');
      '$trace'
          .trimRight()
          .split('\n')
          .take(20)
          .forEach((l) => print('  #   $l'));
    }
  }
  print('1..${_tests.length}');
  print('# tests ${_tests.length}');
  print('# pass $passed');
  print('# fail ${_tests.length - passed}');
  await stdout.flush();
  // What a test has left open must not keep the process.
  exit(passed == _tests.length ? 0 : 1);
}

/// What went wrong, with where it did.
Future<List<(Object, StackTrace)>> _outcome(
  TestBody body,
  Duration timeout,
) async {
  final failures = <(Object, StackTrace)>[];
  final done = Completer<void>();
  runZonedGuarded(
    () async {
      try {
        await body();
        // Errors that nobody waits for come with the next turns of the event loop.
        await Future<void>.delayed(Duration.zero);
      } finally {
        if (!done.isCompleted) {
          done.complete();
        }
      }
    },
    (failure, trace) {
      failures.add((failure, trace));
      if (!done.isCompleted) {
        done.complete();
      }
    },
  );
  await done.future.timeout(
    timeout,
    onTimeout: () {
      final text = 'not done after ${timeout.inMilliseconds} ms';
      failures.add((TestFailure(text), StackTrace.empty));
    },
  );
  // An error thrown by the body reaches the zone's handler after `done`.
  await Future<void>.delayed(Duration.zero);
  return failures;
}

bool _same(Object? a, Object? b) => switch ((a, b)) {
  (final double a, final double b) => a == b || a.isNaN && b.isNaN,
  (final List<Object?> a, final List<Object?> b) =>
    a.length == b.length && a.indexed.every((one) => _same(one.$2, b[one.$1])),
  (final Map<Object?, Object?> a, final Map<Object?, Object?> b) =>
    a.length == b.length &&
        a.keys.every((key) => b.containsKey(key) && _same(a[key], b[key])),
  (final Set<Object?> a, final Set<Object?> b) =>
    a.length == b.length && a.containsAll(b),
  _ => a == b,
};

String _shown(Object? value) => switch (value) {
  Uint8List() =>
    '[${value.map((b) => b.toRadixString(16).padLeft(2, '0')).join(' ')}]',
  String() => '"$value"',
  _ => '$value',
};
