import 'dart:io';

import 'runner.dart';

/// The end of the Dart VM's process for errors in the program, and the runner's own.
Future<ProcessResult> run(String file) => Process.run(
  Platform.resolvedExecutable,
  [Platform.script.resolve(file).toFilePath()],
);

void main() {
  test('everything that goes wrong fails its test, and no other', () async {
    final result = await run('support/failing.dart');
    final lines = '${result.stdout}'.split('\n');
    final outcomes = [
      for (final line in lines)
        if (line.startsWith('ok ') || line.startsWith('not ok '))
          line.split(' # ').first,
    ];
    expect(outcomes, [
      'ok 1 - passes',
      'not ok 2 - differs',
      'not ok 3 - throws',
      'not ok 4 - fails later',
      'not ok 5 - leaves an error to nobody',
      'not ok 6 - fails in a timer',
      'not ok 7 - never ends',
      'not ok 8 - expects what is not thrown',
    ]);
    expectContains('${result.stdout}', [
      'expected {a: 2}, was {a: 1}',
      'Bad state: unheard',
      'not done after 50 ms',
      '# pass 1',
      '# fail 7',
    ]);
    expect(result.exitCode, 1);
  });

  test('a file that cannot be read as Dart fails', () async {
    expectThat((await run('support/none.dart')).exitCode != 0, 'it fails');
  });
}
