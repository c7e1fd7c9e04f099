import 'dart:async';

import '../runner.dart';

/// What `runner_test.dart` runs in a process of its own: tests of which one passes.
void main() {
  test('passes', () async {
    await Future<void>.delayed(Duration.zero);
    expect([1, double.nan], [1, double.nan]);
  });

  test('differs', () => expect({'a': 1}, {'a': 2}));

  test('throws', () => throw StateError('thrown'));

  test('fails later', () async {
    await Future<void>.delayed(Duration.zero);
    throw StateError('later');
  });

  test('leaves an error to nobody', () {
    unawaited(Future<void>.error(StateError('unheard')));
  });

  test('fails in a timer', () async {
    final done = Completer<void>();
    Timer.run(() {
      done.complete();
      throw StateError('in a timer');
    });
    await done.future;
  });

  test(
    'never ends',
    () => Completer<void>().future,
    timeout: const Duration(milliseconds: 50),
  );

  test('expects what is not thrown', () => expectThrows<StateError>(() {}));
}
