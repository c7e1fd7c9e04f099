import 'package:flowy/flowy.dart';
import 'package:parley/io.dart';
import 'package:parley/parley.dart';

import '../../../../clients/dart/test/runner.dart';
import 'scenario.dart';
import 'support/cutting_proxy.dart';
import 'support/expecting.dart';
import 'support/flowy.dart';
import 'support/pages.dart';
import 'support/people.dart';

/// Where links are cut again and again, waiting would be most of the test.
final Backoff _short = Backoff(
  initialDelay: const Duration(milliseconds: 1),
  maxDelay: const Duration(milliseconds: 8),
);

void main() {
  scenario((flowy) => UnixSocket(flowy.socket));

  test(
    'a front end outlives its core',
    () => Flowy.run((flowy) async {
      final states = Inbox<ConnectionState>();
      final core = await flowy.connect(
        onStateChange: (change) => states.put(change.state),
      );
      final id = (await signUp().call()).id;
      final shown = <String>[];
      final resyncs = <Reason>[];
      final observation = await UserNotification.observe(
        const UserEventGetUserProfile().call,
        (profile) => shown.add(profile.name),
        onProfileUpdate: (_, profile) => shown.add(profile.name),
        subjects: [id],
        onResync: (cause) => resyncs.add(cause.reason),
      );
      await rename(id, 'Anne').call();
      expect(shown, ['Annie', 'Anne']);

      final importing = failed(endlessImport(), Reason.outcomeUnknown);
      final signIns = [
        for (var i = 0; i < 20; i++)
          signIn().call().then<Object>(
            (profile) => profile.id,
            onError: (Object failure) => failure,
          ),
      ];
      await const UserEventGetUserProfile().call(); // They have been read.
      await flowy.killCore();
      expect(await states.first(1), [ConnectionState.reconnecting]);
      final reading = const UserEventGetUserProfile().call();
      final waiting = rename(id, 'Anna').call();
      await flowy.startCore();

      expect((await reading).id, id, 'an idempotent one is called again');
      await waiting;
      await importing;
      for (final outcome in await Future.wait(signIns)) {
        expect(
          outcome == id ||
              outcome is CallException &&
                  outcome.reason == Reason.outcomeUnknown,
          true,
        );
      }
      await rename(id, 'Annie Lee').call();
      expect(shown.last, 'Annie Lee');
      expect(resyncs, [Reason.connectionLost]);
      expect(core.state, ConnectionState.connected);
      expect(states.all.last, ConnectionState.connected);
      observation.stop();
      await core.close();
    }),
  );

  test(
    'cut links lose nothing',
    () => Flowy.run((flowy) async {
      final proxy = await CuttingProxy.start(
        '${flowy.folder.path}/proxy.sock',
        flowy.socket,
      );
      final resumed = <bool?>[];
      final core = await flowy.connect(
        dialer: UnixSocket(proxy.path),
        backoff: _short,
        onStateChange: (change) {
          if (change.state == ConnectionState.connected) {
            resumed.add(change.resumed);
          }
        },
      );
      final id = (await signUp().call()).id;
      final heard = Inbox<String>();
      await UserNotificationListener(
        onProfileUpdate: (_, profile) => heard.put(profile.name),
        onResync: (cause) => throw StateError('nothing was lost: $cause'),
      ).start();
      for (var round = 0; round < 10; round++) {
        final calls = [
          for (var i = 0; i < 10; i++) rename(id, 'name $round $i').call(),
        ];
        // At any moment of their way there and back.
        await Future<void>.delayed(Duration(microseconds: 300 * round));
        proxy.cut();
        await Future.wait(calls);
      }
      expect((await heard.first(100)).toSet().length, 100);
      expect(heard.all.length, 100);
      expect(resumed.isNotEmpty && resumed.every((one) => one!), true);
      await core.close();
      await proxy.close();
    }),
  );

  test(
    'streams go on over cut links',
    () => Flowy.run((flowy) async {
      final proxy = await CuttingProxy.start(
        '${flowy.folder.path}/proxy.sock',
        flowy.socket,
      );
      final core = await flowy.connect(
        dialer: UnixSocket(proxy.path),
        backoff: _short,
      );
      await signUp().call();
      Stream<ChunkPB> chunks() async* {
        for (var i = 0; i < 40; i++) {
          if (i % 10 == 5) {
            proxy.cut();
          }
          yield chunk([for (var j = 1; j <= 50; j++) 'Page ${i * 50 + j}']);
          // The source is asked only as fast as the core takes it.
          await const UserEventGetUserProfile().call();
        }
      }

      const event = UserEventImportData(ImportPayloadPB());
      expect((await event.call(chunks())).pages, 2000);
      // All of them take some 45,000 bytes, each chunk some 2,300.
      proxy.cutAfter = 16384;
      proxy.cut();
      final names = <String>[];
      await for (final chunk
          in const UserEventExportData(ExportPayloadPB()).stream()) {
        names.addAll([for (final page in chunk.pages) page.name]);
      }
      expect(names, named(2000));
      expect(proxy.links >= 8, true, '${proxy.links} links');
      await core.close();
      await proxy.close();
    }),
  );

  test(
    'a core that is told to end answers what it has begun',
    () => Flowy.run((flowy) async {
      final core = await flowy.connect();
      final profile = await signUp().call();
      final calls = [for (var i = 0; i < 3; i++) signIn().call()];
      await const UserEventGetUserProfile().call();
      final stopped = flowy.stopCore();
      for (final answer in await Future.wait(calls)) {
        expect(answer.id, profile.id);
      }
      expect(await stopped, 143);
      await core.close();
    }),
  );

  test(
    'one that does not reconnect ends with its core',
    () => Flowy.run((flowy) async {
      final core = await flowy.connect(reconnect: false);
      await signUp().call();
      final failing = failed(endlessImport(), Reason.outcomeUnknown);
      await const UserEventGetUserProfile().call();
      await flowy.killCore();
      await failing;
      expect((await core.closed)?.reason, Reason.connectionLost);
      await failed(const UserEventGetUserProfile().send(), Reason.notConnected);
    }),
  );

  test('a socket that is not there says what to do', () async {
    Future<String> problem(String path) async {
      try {
        await Core.connect(UnixSocket(path));
      } on ConnectionException catch (failure) {
        return failure.message;
      }
      throw StateError('there is a core');
    }

    expect(
      await problem('/nowhere/core.sock'),
      '/nowhere/core.sock: there is no such socket; is the core running, and is this the path it was given?',
    );
    final long = '/${'x' * 107}';
    expect(
      await problem(long),
      "$long: the path has 108 bytes; a unix socket's may have 107",
    );
  });
}
