import 'dart:async';
import 'dart:ffi';
import 'dart:io';
import 'dart:isolate';

import 'package:flowy/flowy.dart';
import 'package:parley/ffi.dart';
import 'package:parley/parley.dart';

import '../../../../clients/dart/test/runner.dart';
import 'scenario.dart';
import 'support/expecting.dart';
import 'support/flowy.dart';
import 'support/pages.dart';
import 'support/people.dart';

/// The 32-bit library that stands in for libparley; see its source for what it does.
final String standIn =
    (Process.runSync(
              Platform.script
                  .resolve('../../../../clients/dart/test/standin/build')
                  .toFilePath(),
              const [],
            ).stdout
            as String)
        .trim();

void main() {
  scenario((flowy) => Library(standIn, config: flowy.socket));

  test(
    'starting a core does not hold the isolate up',
    () => Flowy.run((flowy) async {
      var ticks = 0;
      final ticking = Timer.periodic(
        const Duration(milliseconds: 10),
        (_) => ticks++,
      );
      final core = await flowy.connect(
        dialer: Library(
          standIn,
          options: ['slow-start=1000'],
          config: flowy.socket,
        ),
      );
      ticking.cancel();
      expect(ticks > 5, true, '$ticks ticks in 1,000 ms');
      await core.close();
    }),
  );

  test(
    'frames that were not taken are sent again, in order',
    () => Flowy.run((flowy) async {
      final core = await flowy.connect(
        dialer: Library(
          standIn,
          options: ['overload-every=3'],
          config: flowy.socket,
        ),
      );
      await signUp().call();
      final before = refusals();
      // Items of an upload are frames of one call, and stored in the order they come in.
      final source = Stream.fromIterable([
        for (final name in named(300)) chunk([name]),
      ]);
      await const UserEventImportData(ImportPayloadPB()).call(source);
      expectThat(
        refusals() - before > 100,
        '${refusals() - before} frames were refused of more than 300',
      );
      final pages = await export(core: core);
      expect([for (final page in pages) page.name], named(300));
      await core.close();
    }),
  );

  test(
    'a core that ends takes the connection along',
    () => Flowy.run((flowy) async {
      final core = await flowy.connect(
        dialer: Library(standIn, config: flowy.socket),
      );
      await signUp().call();
      final failing = failed(endlessImport(), Reason.outcomeUnknown);
      await const UserEventGetUserProfile().call();
      await flowy.killCore();
      await failing;
      expect((await core.closed)?.reason, Reason.connectionLost);
      expect(openLinks(), 0);
    }),
  );

  test(
    'closing the connection stops the core',
    () => Flowy.run((flowy) async {
      final library = Library(standIn, config: flowy.socket);
      final number = await library.start();
      final core = await flowy.connect(dialer: library);
      final other = await flowy.connect(dialer: Library.of(standIn, number));
      await other.close();
      await const UserEventGetAppearanceSetting().call(core: core);
      await core.close();
      expect(openLinks(), 0);
      try {
        await flowy.connect(dialer: Library.of(standIn, number));
      } on ConnectionException catch (failure) {
        expect(
          failure.message,
          'no link to the core could be opened: the core or link was closed, or has ended',
        );
        return;
      }
      throw StateError('the core goes on');
    }),
  );

  test(
    'an isolate that dies leaves no link',
    () => Flowy.run((flowy) async {
      final library = Library(standIn, config: flowy.socket);
      final number = await library.start();
      final core = await flowy.connect(dialer: library);
      final id = (await signUp().call()).id;
      final told = ReceivePort();
      final messages = StreamIterator(told);
      final isolate = await Isolate.spawn(_listenElsewhere, (
        library: standIn,
        core: number,
        answers: told.sendPort,
      ), onExit: told.sendPort);
      await messages.moveNext();
      expect(messages.current, 'listening');
      expect(openLinks(), 2);
      await rename(id, 'Anne').call();
      await messages.moveNext();
      expect(messages.current, 'Anne');
      isolate.kill(priority: Isolate.immediate);
      await messages.moveNext();
      expect(messages.current, null, 'it has ended');
      // What is posted to a port that is gone ends its link.
      for (var i = 0; openLinks() > 1; i++) {
        await rename(id, 'name $i').call();
      }
      told.close();
      await core.close();
      expect(openLinks(), 0);
    }),
  );

  test('what is wrong with a library is said', () async {
    Future<String> problem(Library library) async {
      try {
        await Core.connect(library);
      } on ConnectionException catch (failure) {
        expect(failure.reason, Reason.notConnected);
        return failure.message;
      }
      throw StateError('there is a core');
    }

    final missing = await problem(Library('/nowhere/libparley.so'));
    expect(
      missing.startsWith(
        '/nowhere/libparley.so: the library cannot be loaded: ',
      ),
      true,
      missing,
    );
    expect(
      await problem(Library(standIn, config: '/nowhere/core.sock')),
      '$standIn: the core did not start: No such file or directory',
    );
    expect(
      await problem(Library(standIn)),
      "$standIn: the stand-in's config must be the path of a core's socket",
    );
  });
}

/// How many links the stand-in has.
final int Function() openLinks = DynamicLibrary.open(
  standIn,
).lookupFunction<Int32 Function(), int Function()>('standin_links');

/// How many frames the stand-in has refused.
final int Function() refusals = DynamicLibrary.open(
  standIn,
).lookupFunction<Int32 Function(), int Function()>('standin_refusals');

/// Listens in an isolate of its own, to the core of another.
Future<void> _listenElsewhere(
  ({String library, int core, SendPort answers}) given,
) async {
  final core = await Core.connect(
    Library.of(given.library, given.core),
    contract: contract,
  );
  await UserNotificationListener(
    onProfileUpdate: (_, profile) => given.answers.send(profile.name),
    core: core,
  ).start();
  given.answers.send('listening');
}
