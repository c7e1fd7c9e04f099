import 'dart:async';
import 'dart:typed_data';

import 'package:parley/codec.dart';
import 'package:parley/parley.dart';

import 'runner.dart';
import 'support/contract.dart';
import 'support/expecting.dart';
import 'support/inbox.dart';
import 'support/played_core.dart';
import 'support/raw_frames.dart';

Uint8List text(String text) => raw({1: text});

void main() {
  test('a listener subscribes to what it has functions for', () async {
    final (core, link) = await connect();
    final told = <Object?>[];
    final listener = TestListener(
      onHeard: (subject, value) => told.add('$subject ${value.text}'),
      onRang: () => told.add('rang'),
      core: core,
    );
    final starting = listener.start();
    final subscribe = await link.next(FrameKind.subscribe);
    expect(subscribe.text(2), 'Test');
    expect(subscribe.bytes(3), [1, 3]);
    expect(subscribe.has(4), false);
    link.answer(subscribe.number(1));
    await starting;
    link
      ..notify(1, subject: 'u1', payload: text('a'))
      ..notify(2, type: 2, payload: text('not asked for'))
      ..notify(3, type: 3);
    expect(told, ['u1 a', 'rang']);
    listener.stop();
    expect(
      (await link.next(FrameKind.unsubscribe)).number(1),
      subscribe.number(1),
    );
    link.notify(4, subject: 'u1', payload: text('late'));
    expect(told.length, 2);
  });

  test('an outcome is a result', () async {
    final (core, link) = await connect();
    final told = <Object?>[];
    final starting = TestListener(onEnded: told.add, core: core).start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
    link
      ..notify(1, type: 2, payload: text('well'))
      ..notify(2, type: 2, error: text('badly'));
    expect(told, const [
      Success<TextPB, TextPB>(TextPB('well')),
      Failure<TextPB, TextPB>(TextPB('badly')),
    ]);
  });

  test('listeners of the same share one subscription', () async {
    final (core, link) = await connect();
    final told = <String>[];
    TestListener of(String name, List<String> subjects) => TestListener(
      onHeard: (subject, value) => told.add('$name $subject'),
      subjects: subjects,
      core: core,
    );
    final listeners = [
      of('a', ['u1', 'u2']),
      of('b', ['u2', 'u1']),
      of('c', ['u1']),
    ];
    final starting = [for (final one in listeners) one.start()];
    final shared = await link.next(FrameKind.subscribe);
    expect(shared.texts(4), ['u1', 'u2']);
    final own = await link.next(FrameKind.subscribe);
    link
      ..answer(shared.number(1))
      ..answer(own.number(1));
    await Future.wait(starting);
    expect(link.sent.left, 0);
    link.notify(1, subject: 'u1', payload: text('x'));
    link.notify(2, subject: 'u2', payload: text('x'));
    link.notify(3, subject: 'u3', payload: text('x'));
    expect(told, ['a u1', 'b u1', 'c u1', 'a u2', 'b u2']);
    listeners[0].stop();
    await turn();
    expect(link.sent.left, 0);
    listeners[1].stop();
    expect(
      (await link.next(FrameKind.unsubscribe)).number(1),
      shared.number(1),
    );
  });

  test('an empty list of subjects is nobody', () async {
    final (core, link) = await connect();
    await TestListener(onRang: () {}, subjects: [], core: core).start();
    await TestListener(core: core).start();
    await turn();
    expect(link.sent.left, 0);
  });

  test('a refused subscription fails the start', () async {
    final (core, link) = await connect();
    final listener = TestListener(onRang: () {}, core: core);
    final failing = failed(listener.start(), Reason.permissionDenied);
    final id = (await link.next(FrameKind.subscribe)).number(1);
    link.answer(id, {1: 'not you', 2: 2, 4: 8});
    final failure = await failing;
    expect(failure.message, 'TestNotification: not you');
    // It may be tried again.
    final starting = listener.start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
  });

  test('stopping before the core has agreed completes the start', () async {
    final (core, link) = await connect();
    final listener = TestListener(onRang: () {}, core: core);
    final starting = listener.start();
    listener.stop();
    await starting;
    final subscribe = await link.next(FrameKind.subscribe);
    expect(
      (await link.next(FrameKind.unsubscribe)).number(1),
      subscribe.number(1),
    );
    link.answer(subscribe.number(1));
    expect(core.state, ConnectionState.connected);
  });

  test(
    'what a function throws is reported, and disturbs nobody else',
    () async {
      final failures = <Object>[];
      final (core, link) = await connect(
        onCallbackError: (failure, _) => failures.add(failure),
      );
      final told = <String>[];
      final starting = [
        TestListener(
          onHeard: (_, _) => throw const FormatException('mine'),
          core: core,
        ).start(),
        TestListener(
          onHeard: (_, value) => told.add(value.text),
          core: core,
        ).start(),
      ];
      link.answer((await link.next(FrameKind.subscribe)).number(1));
      await Future.wait(starting);
      link
        ..notify(1, payload: text('a'))
        ..notify(2, payload: Uint8List.fromList([10, 9]));
      expect(told, ['a']);
      expect(failures.length, 3, 'one thrown, two that could not be read');
      expect(core.state, ConnectionState.connected);
    },
  );

  test('latest ones are confirmed when they were heard, together', () async {
    final (core, link) = await connect();
    final starting = TestListener(onRang: () {}, core: core).start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
    link
      ..notify(1, type: 3, confirm: true)
      ..notify(2, type: 3)
      ..notify(3, type: 1, confirm: true);
    expect((await link.next(FrameKind.heard)).number(1), 3);
    expect(link.sent.left, 0);
  });

  test('the listener with a key takes the place of the one before', () async {
    final (core, link) = await connect();
    final told = <String>[];
    TestListener of(String name) =>
        TestListener(onRang: () => told.add(name), core: core, key: 'page');
    final first = of('first');
    final starting = first.start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
    final second = of('second');
    await second.start();
    link.notify(1, type: 3);
    expect(told, ['second']);
    expect(link.sent.left, 0, 'they share one subscription, which goes on');
    first.stop();
    second.stop();
    await link.next(FrameKind.unsubscribe);
  });

  test('what was lost is told in its place', () async {
    final (core, link) = await connect();
    final told = <String>[];
    final starting =
        TestListener(
          onRang: () => told.add('rang'),
          onResync:
              (cause) => told.add('${cause.reason.name} ${cause.message}'),
          core: core,
        ).start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
    link
      ..notify(1, type: 3)
      ..say(FrameKind.resync, {1: 13, 2: 'behind'})
      ..notify(2, type: 3);
    expect(told, ['rang', 'slowConsumer behind', 'rang']);
  });

  test('after a lost session the core is asked again, then resynced', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played: played, reconnect: true);
    final told = Inbox<String>();
    final listener = TestListener(
      onRang: () => told.put('rang'),
      onResync: (cause) => told.put(cause.message),
      subjects: ['u'],
      core: core,
    );
    final starting = listener.start();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await starting;
    link.cut('the cable');
    final (again, _) = await played.redialled();
    again.welcome({3: groups});
    final subscribe = await again.next(FrameKind.subscribe);
    expect(subscribe.texts(4), ['u']);
    expect(told.all, <String>[]);
    again.answer(subscribe.number(1));
    await told.first(1);
    again.notify(1, type: 3, subject: 'u');
    expect(told.all, ['the cable', 'rang']);
    listener.stop();
    await again.next(FrameKind.unsubscribe);
    await core.close();
  });

  test('a stream listens while somebody listens to it', () async {
    final (core, link) = await connect();
    final stream = streamSubjectNotifications(
      testNotification,
      'Test',
      heard,
      (subject, value) => (userId: subject, text: value.text),
      subjects: ['u1'],
      core: core,
    );
    expect(stream.isBroadcast, true);
    await turn();
    expect(link.sent.left, 0);
    final one = <Object>[];
    final other = <Object>[];
    final first = stream.listen(one.add);
    final subscribe = await link.next(FrameKind.subscribe);
    expect(subscribe.texts(4), ['u1']);
    link.answer(subscribe.number(1));
    final second = stream.listen(other.add);
    link.notify(1, subject: 'u1', payload: text('a'));
    expect(one, [(userId: 'u1', text: 'a')]);
    expect(other, [(userId: 'u1', text: 'a')]);
    await first.cancel();
    expect(link.sent.left, 0);
    await second.cancel();
    expect(
      (await link.next(FrameKind.unsubscribe)).number(1),
      subscribe.number(1),
    );
    // And once more.
    final again = stream.listen(one.add);
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    link.notify(2, subject: 'u1', payload: text('b'));
    expect(one.length, 2);
    await again.cancel();
  });

  test(
    'in a stream, what was lost is an error unless it is asked for',
    () async {
      final (core, link) = await connect();
      final seen = <Object?>[];
      final bare = streamNotifications(
        testNotification,
        'Test',
        rang,
        core: core,
      ).listen((_) => seen.add('rang'), onError: seen.add);
      final asking = streamNotifications(
        testNotification,
        'Test',
        rang,
        onResync: seen.add,
        core: core,
      ).listen((_) => seen.add('rang'));
      link
        ..answer((await link.next(FrameKind.subscribe)).number(1))
        ..say(FrameKind.resync, {1: 13, 2: 'behind'})
        ..notify(1, type: 3);
      expect(seen.length, 4);
      expect(
        [for (final one in seen) one is Resync],
        [true, true, false, false],
      );
      await bare.cancel();
      await asking.cancel();
    },
  );

  test('a stream that is refused says why and ends', () async {
    final (core, link) = await connect();
    final failing = failed(
      streamNotifications(testNotification, 'Test', rang, core: core).toList(),
      Reason.permissionDenied,
    );
    final id = (await link.next(FrameKind.subscribe)).number(1);
    link.answer(id, {1: 'not you', 2: 2, 4: 8});
    await failing;
  });

  test('streams end with the connection', () async {
    final (core, link) = await connect();
    final items =
        streamNotifications(
          testNotification,
          'Test',
          rang,
          core: core,
        ).toList();
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    link.notify(1, type: 3);
    await core.close();
    expect((await items).length, 1);
  });

  test('observing reads, then tells what came meanwhile', () async {
    final (core, link) = await connect();
    final told = <String>[];
    final read = Completer<String>();
    final observing = observe(core, told, () => read.future);
    link
      ..answer((await link.next(FrameKind.subscribe)).number(1))
      ..notify(1, payload: text('b'));
    await turn();
    link.notify(2, payload: text('c'));
    expect(told, <String>[]);
    read.complete('a');
    final observation = await observing;
    expect(told, ['read a', 'b', 'c']);
    link.notify(3, payload: text('d'));
    expect(told.last, 'd');
    observation.stop();
    link.notify(4, payload: text('e'));
    expect(told.length, 4);
    await link.next(FrameKind.unsubscribe);
  });

  test('observing reads again when something was lost', () async {
    final (core, link) = await connect();
    final told = Inbox<String>();
    var reads = 0;
    final observing = observe(core, told.all, () async => '${++reads}');
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    final observation = await observing;
    link
      ..say(FrameKind.resync, {1: 13, 2: 'behind'})
      ..notify(1, payload: text('b'));
    await turn();
    expect(told.all, ['read 1', 'read 2', 'b']);
    observation.stop();
  });

  test('what is lost during a read has it read once more', () async {
    final (core, link) = await connect();
    final told = <String>[];
    final reads = <Completer<String>>[];
    final observing = observe(core, told, () {
      reads.add(Completer());
      return reads.last.future;
    });
    link
      ..answer((await link.next(FrameKind.subscribe)).number(1))
      ..notify(1, payload: text('gone'));
    await turn();
    link.say(FrameKind.resync, {1: 13, 2: 'behind'});
    link.notify(2, payload: text('kept'));
    reads.single.complete('old');
    await observing;
    expect(reads.length, 2);
    reads.last.complete('new');
    await turn();
    expect(told, ['read old', 'read new', 'kept']);
  });

  test('a read that fails fails the observing, which has stopped', () async {
    final (core, link) = await connect();
    final thrown = thrownBy<FormatException>(
      observe(core, [], () async => throw const FormatException('unread')),
    );
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await thrown;
    await link.next(FrameKind.unsubscribe);
  });

  test('too many changes during a read have it read again', () async {
    final (core, link) = await connect(limits: Limits(maxQueueBytes: 300));
    final told = <String>[];
    final reads = <Completer<String>>[];
    final observing = observe(core, told, () {
      reads.add(Completer());
      return reads.last.future;
    });
    link.answer((await link.next(FrameKind.subscribe)).number(1));
    await turn();
    // Each is 6 bytes and 64: four fit.
    for (var seq = 1; seq <= 5; seq++) {
      link.notify(seq, payload: text('$seq$seq$seq$seq'));
    }
    reads.single.complete('old');
    await observing;
    expect(reads.length, 2);
    expect(told, ['read old']);
    reads.last.complete('new');
    await turn();
    expect(told, ['read old', 'read new']);
  });
}

Future<Observation> observe(
  Core core,
  List<String> told,
  Future<String> Function() read,
) => observeNotifications(
  testNotification,
  'Test',
  [heard.handler((value) => told.add(value.text))],
  read,
  (value) => told.add('read $value'),
  core: core,
);

/// Everything that waits for the event loop has had its turn.
Future<void> turn() => Future(() {});

Future<(Core, PlayedLink)> connect({
  PlayedCore? played,
  bool reconnect = false,
  Limits? limits,
  void Function(Object failure, StackTrace trace)? onCallbackError,
}) => (played ?? PlayedCore()).connect(
  contract: const [testEvent, testNotification],
  limits: limits,
  reconnect: reconnect,
  welcome: {3: groups},
  onCallbackError: onCallbackError,
);
