import 'dart:async';

import 'package:flowy/flowy.dart';
import 'package:parley/parley.dart';

import '../../../../clients/dart/test/runner.dart';
import 'support/expecting.dart';
import 'support/flowy.dart';
import 'support/pages.dart';
import 'support/people.dart';

/// What every transport must carry: the reference scenario against a real core.
void scenario(Dialer Function(Flowy flowy) dialer) {
  /// A connection to the core that all of these share, on which nobody is signed in.
  Future<void> withCore(
    Future<void> Function(Flowy flowy, Core core) body, {
    Limits? limits,
  }) async {
    final flowy = await Flowy.shared();
    final core = await flowy.connect(dialer: dialer(flowy), limits: limits);
    meetSomebody();
    await const UserEventSignOut().send();
    try {
      await body(flowy, core);
    } finally {
      await core.close();
    }
  }

  test(
    'somebody signs up, signs out and signs in again',
    () => withCore((_, core) async {
      await refused(
        const UserEventGetUserProfile().send(),
        ErrorCode.userUnauthorized,
      );
      final profile = await signUp().call();
      expect([profile.name, profile.email], ['Annie', address]);
      expect(await const UserEventGetUserProfile().call(), profile);
      await refused(
        signUp(email: address.toUpperCase()).send(),
        ErrorCode.emailAlreadyExists,
      );
      await const UserEventSignOut().call();
      await refused(
        const UserEventGetUserProfile().send(),
        ErrorCode.userUnauthorized,
      );
      await refused(
        signIn(password: 'A!@123abd').send(),
        ErrorCode.passwordNotMatch,
      );
      switch (await signIn().send()) {
        case Success(:final value):
          expect(value.id, profile.id);
        case Failure(:final error):
          throw StateError('refused: $error');
      }
      try {
        await signIn(email: 'b@b').call();
      } on DeclaredError<FlowyError> catch (failure) {
        expect(failure.error.code, ErrorCode.userNotExist);
        return;
      }
      throw StateError('somebody unknown has signed in');
    }),
  );

  test(
    'settings are kept as they were set',
    () => withCore((_, core) async {
      final before = await const UserEventGetAppearanceSetting().call();
      final settings = before.copyWith(
        theme: 'dark',
        themeMode: ThemeModePB.dark,
      );
      await UserEventSetAppearanceSetting(settings).call();
      expect(await const UserEventGetAppearanceSetting().call(), settings);
    }),
  );

  test(
    'what a core cannot read, or refuses, says why',
    () => withCore((_, core) async {
      final tooLong = UserEventUpdateUserProfile(
        UpdateUserProfilePayloadPB(id: 'x', iconUrl: 'u' * 2001),
      );
      await failed(tooLong.send(), Reason.invalidPayload);
    }),
  );

  test(
    'a listener hears before the answer',
    () => withCore((_, core) async {
      final heard = <String>[];
      final listener = UserNotificationListener(
        onUserSignIn: (profile) => heard.add('${profile.name} is here'),
        onProfileUpdate:
            (userId, profile) => heard.add('$userId is ${profile.name}'),
      );
      await listener.start();
      final id = (await signUp().call()).id;
      expect(heard, ['Annie is here']);
      await rename(id, 'Anne').call();
      expect(heard.last, '$id is Anne');
      listener.stop();
      await rename(id, 'Annie').call();
      expect(heard.length, 2);
    }),
  );

  test(
    'a notification is a broadcast stream',
    () => withCore((_, core) async {
      final id = (await signUp().call()).id;
      final names = Inbox<String>();
      final subscription = UserNotification.profileUpdate(
        subjects: [id],
      ).listen(
        (update) => names.put('${update.userId} ${update.profile.name}'),
      );
      // Behind the subscription, so that the core knows of it.
      await const UserEventGetUserProfile().call();
      await rename(id, 'Anne').call();
      expect(await names.first(1), ['$id Anne']);
      await subscription.cancel();
    }),
  );

  test(
    'an outcome tells how a backup ended',
    () => withCore((_, core) async {
      final id = (await signUp().call()).id;
      final outcomes = Inbox<Result<BackupPB, FlowyError>>();
      final listener = UserNotificationListener(
        onBackedUp: (userId, outcome) => outcomes.put(outcome),
        subjects: [id],
      );
      await listener.start();
      await const UserEventBackUp().call();
      final [outcome] = await outcomes.first(1);
      expect(outcome is Success<BackupPB, FlowyError>, true);
      listener.stop();
    }),
  );

  test(
    "an import's progress is told, the last for certain",
    () => withCore((_, core) async {
      await signUp().call();
      final pages = Inbox<int>();
      final last = Completer<void>();
      final subscription = UserNotification.progress(subjects: ['mine']).listen(
        (update) {
          pages.put(update.progress.pages);
          if (update.progress.pages == 500) {
            last.complete();
          }
        },
      );
      final event = UserEventImportData(ImportPayloadPB(task: 'mine'));
      final names = named(500);
      await event.call(
        Stream.fromIterable([
          for (var i = 0; i < 500; i += 100) chunk(names.skip(i).take(100)),
        ]),
      );
      await last.future;
      expect(
        pages.all,
        [
          ...{...pages.all},
        ]..sort(),
      );
      await subscription.cancel();
    }),
  );

  test(
    'pages stream in order, to the core and back',
    () => withCore((_, core) async {
      await signUp().call();
      expect(await import(named(250), core: core), 250);
      final pages = await export(core: core);
      expect([for (final page in pages) page.name], named(250));
    }),
  );

  test(
    'a stream is left, and gone on with where it was',
    () => withCore((_, core) async {
      await signUp().call();
      await import(named(250), core: core);
      var last = 0;
      const event = UserEventExportData(ExportPayloadPB());
      await for (final chunk in event.stream()) {
        last = chunk.pages.last.number;
        break;
      }
      final rest = await export(core: core, after: last);
      expect([rest.first.name, rest.length], ['Page 101', 150]);
    }),
  );

  test(
    'a paused stream holds the core up, and no other call',
    () => withCore((_, core) async {
      await signUp().call();
      await import(named(3000), core: core);
      var sent = 0;
      final listener = UserNotificationListener(
        onProgress: (_, progress) => sent = progress.pages,
        subjects: ['slow'],
      );
      await listener.start();
      final chunks = Inbox<int>();
      final subscription = const UserEventExportData(
        ExportPayloadPB(task: 'slow'),
      ).stream().listen((chunk) => chunks.put(chunk.pages.length));
      await chunks.first(1);
      subscription.pause();
      final taken = chunks.all.length;
      for (var i = 0; i < 20; i++) {
        await const UserEventGetUserProfile().call();
      }
      expect(chunks.all.length, taken);
      // A hundred pages each: what was taken, four ahead and one that waits for credit.
      expectThat(sent <= 100 * (taken + 5), '$sent pages were sent of $taken');
      subscription.resume();
      await subscription.asFuture<void>();
      expect(chunks.all.fold<int>(0, (sum, count) => sum + count), 3000);
      listener.stop();
    }, limits: Limits(streamItems: 4)),
  );

  test(
    'an upload that is given up leaves nothing behind',
    () => withCore((_, core) async {
      await signUp().call();
      await import(named(3), core: core);
      final source = StreamController<ChunkPB>();
      final cancellation = Cancellation();
      final failing = failed(
        const UserEventImportData(
          ImportPayloadPB(replace: true),
        ).send(source.stream, cancellation: cancellation),
        Reason.cancelled,
      );
      source.add(chunk(['One', 'Two']));
      await const UserEventGetUserProfile().call();
      cancellation.cancel();
      await failing;
      expect((await export(core: core)).length, 3);
    }),
  );

  test(
    'a page without a name ends its import',
    () => withCore((_, core) async {
      await signUp().call();
      final source = StreamController<ChunkPB>();
      final result = const UserEventImportData(
        ImportPayloadPB(),
      ).send(source.stream);
      source
        ..add(chunk(['One']))
        ..add(chunk([' ']));
      await refused(result, ErrorCode.viewNameInvalid);
      expect(source.hasListener, false);
      expect(await export(core: core), <PagePB>[]);
    }),
  );

  test(
    'pages are found as their names are typed',
    () => withCore((_, core) async {
      await signUp().call();
      await import(named(250), core: core);
      final queries = Stream.fromIterable(const [
        PageQueryPB(text: 'page 24'),
        PageQueryPB(text: 'page 249'),
        PageQueryPB(text: 'nothing'),
      ]);
      final found = await const UserEventFindPages().stream(queries).toList();
      expect(
        [for (final answer in found) '${answer.text}: ${answer.count}'],
        ['page 24: 11', 'page 249: 1', 'nothing: 0'],
      );
    }),
  );

  test(
    'a declared error ends a stream',
    () => withCore((_, core) async {
      try {
        await export(core: core);
      } on DeclaredError<FlowyError> catch (failure) {
        expect(failure.error.code, ErrorCode.userUnauthorized);
        expect(failure.event, 'UserEvent.ExportData');
        return;
      }
      throw StateError('nobody is signed in');
    }),
  );

  test(
    'a deadline ends a call, and the core goes on',
    () => withCore((_, core) async {
      await signUp().call();
      await failed(
        signIn().send(timeout: const Duration(milliseconds: 1)),
        Reason.deadlineExceeded,
      );
      await signIn().call(timeout: const Duration(seconds: 30));
    }),
  );

  test(
    'a call is cancelled',
    () => withCore((_, core) async {
      await signUp().call();
      final cancellation = Cancellation();
      final failing = failed(
        signIn().send(cancellation: cancellation),
        Reason.cancelled,
      );
      cancellation.cancel();
      await failing;
      await signIn().call();
    }),
  );

  test(
    'many calls at once get their own answers',
    () => withCore((_, core) async {
      final profile = await signUp().call();
      final answers = await Future.wait([
        for (var i = 0; i < 500; i++) const UserEventGetUserProfile().call(),
      ]);
      expect(answers.every((answer) => answer == profile), true);
    }),
  );

  test(
    'two front ends see each other, in the same order',
    () => withCore((flowy, core) async {
      final id = (await signUp().call()).id;
      final other = await flowy.connect(dialer: dialer(flowy));
      final inboxes = [Inbox<String>(), Inbox<String>()];
      for (final (i, front) in [core, other].indexed) {
        await UserNotificationListener(
          onProfileUpdate: (_, profile) => inboxes[i].put(profile.name),
          core: front,
        ).start();
      }
      await Future.wait([
        for (var i = 0; i < 50; i++)
          rename(id, 'name $i').call(core: i.isEven ? core : other),
      ]);
      final orders = [for (final inbox in inboxes) await inbox.first(50)];
      expect(orders[0], orders[1]);
      expect({...orders[0]}.length, 50);
      final profile = await const UserEventGetUserProfile().call(core: core);
      expect(profile.name, orders[0].last);
      await other.close();
    }),
  );

  test('the core that was shared ends in good order', () async {
    expect(await Flowy.endShared(), 143, '128 + SIGTERM');
  });
}
