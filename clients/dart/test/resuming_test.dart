import 'dart:async';
import 'dart:typed_data';

import 'package:parley/parley.dart';

import 'runner.dart';
import 'support/contract.dart';
import 'support/expecting.dart';
import 'support/inbox.dart';
import 'support/played_core.dart';
import 'support/raw_frames.dart';

final Uint8List session = Uint8List.fromList(List.generate(16, (i) => i + 1));

/// How a core begins a session that outlives its links.
final Map<int, Object?> resumable = {3: groups, 8: session, 9: 30000};

void main() {
  test('a lost link is replaced, and the session goes on over it', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    final states = Inbox<StateChange>();
    core.stateChanges.listen(states.put);
    final result = Say('1').send(core: core);
    final first = await link.next(FrameKind.request);
    // The core has handled the request, and its answer was not handled here.
    link.cut('the cable');
    final (again, hello) = await played.redialled();
    expect(hello.bytes(8), session);
    expect(hello.number(9), 0);
    expect(hello.number(7), 1);
    again
      ..welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: link.sentBytes})
      ..answer(first.number(3), {
        1: raw({1: 'there'}),
      });
    expect(await result, const Success<TextPB, TextPB>(TextPB('there')));
    expect(again.sent.left, 0, 'nothing is sent twice');
    final changes = await states.first(2);
    expect(changes[0].state, ConnectionState.reconnecting);
    expect(changes[0].attempt, 1);
    expect(changes[0].cause?.message, 'the cable');
    expect(changes[1].state, ConnectionState.connected);
    expect(changes[1].resumed, true);
  });

  test(
    'what the core has not handled is sent again, from the very byte on',
    () async {
      final played = PlayedCore();
      final (core, link) = await connect(played);
      final results = [for (var i = 0; i < 3; i++) Say('$i').send(core: core)];
      await link.next(FrameKind.request);
      final handled = link.lastFrame + 4;
      await link.next(FrameKind.request);
      final last = await link.next(FrameKind.request);
      expect(link.sentBytes, 3 * handled);
      link.cut();
      final (again, _) = await played.redialled();
      again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: 2 * handled});
      final repeated = await again.next(FrameKind.request);
      expect(repeated.number(3), last.number(3));
      for (var i = 1; i <= 3; i++) {
        again.answer(i);
      }
      await Future.wait(results);
      expect(again.sent.left, 0);
    },
  );

  test('the position that is handled here counts whole frames', () async {
    final played = PlayedCore();
    final (_, link) = await connect(played);
    final ping = framed(FrameKind.ping, {1: 7});
    link
      ..receive(ping)
      ..receive(ping.sublist(0, 5))
      ..cut();
    final (again, hello) = await played.redialled();
    expect(hello.number(9), ping.length);
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: link.sentBytes});
    // The pong had been written for the link that was lost.
    again.say(FrameKind.ping, {1: 8});
    expect((await again.next(FrameKind.pong)).number(1), 7);
    expect((await again.next(FrameKind.pong)).number(1), 8);
  });

  test('the core is told every 65,536 bytes what was handled', () async {
    final played = PlayedCore();
    final (_, link) = await connect(played);
    final frame = framed(99, {1: 'x' * 32750});
    link
      ..receive(frame)
      ..receive(framed(99, {1: 'x' * (65532 - frame.length - 13)}));
    await turn();
    expect(link.sent.left, 0);
    link.receive(Uint8List(4));
    expect((await link.next(FrameKind.ack)).number(1), 65536);
  });

  test('what the core has acknowledged is kept no longer', () async {
    final played = PlayedCore();
    final limits = Limits(maxQueueBytes: 200);
    final (core, link) = await connect(played, limits: limits);
    for (var i = 0; i < 20; i++) {
      final result = Say('x' * 20).send(core: core);
      final id = (await link.next(FrameKind.request)).number(3);
      link
        ..answer(id)
        ..say(FrameKind.ack, {1: link.sentBytes});
      await result;
    }
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: link.sentBytes});
    final result = Say('on').send(core: core);
    again.answer((await again.next(FrameKind.request)).number(3));
    await result;
  });

  test('a session of which too much was forgotten is lost', () async {
    final played = PlayedCore();
    final limits = Limits(maxQueueBytes: 100);
    final (core, link) = await connect(played, limits: limits);
    for (var i = 0; i < 4; i++) {
      final result = Say('x' * 20).send(core: core);
      link.answer((await link.next(FrameKind.request)).number(3));
      await result;
    }
    final failing = failed(Say('5').send(core: core), Reason.outcomeUnknown);
    await link.next(FrameKind.request);
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: 0});
    final failure = await failing;
    expect(failure.message.contains('were not acknowledged'), true);
    await core.close();
  });

  test('calls that are made while there is no link wait for one', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    link.cut();
    final result = Say('later').send(core: core);
    final given = Cancellation();
    final cancelled = failed(
      Say('never').send(core: core, cancellation: given),
      Reason.cancelled,
    );
    given.cancel();
    await cancelled;
    final (again, _) = await played.redialled();
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: 0});
    final request = await again.next(FrameKind.request);
    expect(RawMessage(request.bytes(2)).text(1), 'later');
    again.answer(request.number(3));
    await result;
    expect(again.sent.left, 0, 'nothing of the one that was given up');
  });

  test('in a new session idempotent calls run again, and no others', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    final read = Read('r').send(core: core);
    final say = failed(Say('s').send(core: core), Reason.outcomeUnknown);
    await link.next(FrameKind.request);
    await link.next(FrameKind.request);
    link.cut();
    final waiting = Say('w').send(core: core);
    final (again, _) = await played.redialled();
    again.welcome(resumable);
    await say;
    final texts = <String>[];
    for (var i = 0; i < 2; i++) {
      final request = await again.next(FrameKind.request);
      texts.add(RawMessage(request.bytes(2)).text(1));
      again.answer(request.number(3), {1: request.bytes(2)});
    }
    expect(texts, ['r', 'w']);
    expect(await read, const Success<TextPB, TextPB>(TextPB('r')));
    expect(await waiting, const Success<TextPB, TextPB>(TextPB('w')));
  });

  test('an upload that the lost session knew is not made again', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    final source = StreamController<TextPB>();
    final failing = failed(
      const Store().send(source.stream, core: core),
      Reason.outcomeUnknown,
    );
    await link.next(FrameKind.request);
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome(resumable);
    await failing;
    expect(source.hasListener, false);
    expect(again.sent.left, 0);
  });

  test('calls wait as long as the core keeps the session', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played, welcome: {9: 30});
    final sent = failed(Say('1').send(core: core), Reason.outcomeUnknown);
    await link.next(FrameKind.request);
    played.refusal = const ConnectionException(Reason.notConnected, 'gone');
    link.cut();
    final unsent = failed(Say('2').send(core: core), Reason.notConnected);
    await sent;
    await unsent;
    final failure = await failed(
      Say('3').send(core: core),
      Reason.notConnected,
    );
    expect(failure.message.contains('for 30 ms (Limits.resumeWindow'), true);
    expect(core.state, ConnectionState.reconnecting);
    // And when it is back, calls are made again.
    played.refusal = null;
    final (again, hello) = await played.redialled();
    expect(hello.has(8), false, 'it asks for a new session');
    again.welcome(resumable);
    final result = Say('4').send(core: core);
    again.answer((await again.next(FrameKind.request)).number(3));
    await result;
  });

  test('attempts go on, each after another wait, until one succeeds', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    final states = Inbox<StateChange>();
    core.stateChanges.listen(states.put);
    played.refusal = const ConnectionException(Reason.notConnected, 'gone');
    link.cut();
    final changes = await states.first(5);
    expect([for (final change in changes) change.attempt], [1, 2, 3, 4, 5]);
    played.refusal = null;
    final (again, _) = await played.redialled();
    again.welcome(resumable);
    await turn();
    expect(core.state, ConnectionState.connected);
    expect(states.all.last.resumed, false);
    await core.close();
    expect(
      (await states.first(states.all.length)).last.state,
      ConnectionState.closed,
    );
  });

  test('a core that refuses the contract is not tried for again', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome({
      3: [
        {1: 'TestEvent', 2: 'another', 3: 'event say = 0 () -> void'},
        {1: 'TestNotification', 2: '00000000000000bb'},
      ],
    });
    final problem = await core.closed;
    expect(problem?.reason, Reason.contractMismatch);
    expect(played.dials, 2);
    expect(played.releases, 1);
  });

  test('a core that leaves keeps no session, and is tried for again', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    final result = Say('1').send(core: core);
    final id = (await link.next(FrameKind.request)).number(3);
    link.say(FrameKind.goAway, {1: Reason.shuttingDown.number, 2: 'closing'});
    final failure = await failed(
      Say('2').send(core: core),
      Reason.shuttingDown,
    );
    expect(failure.message.contains('the core is leaving: closing'), true);
    link
      ..answer(id)
      ..cut();
    await result;
    final (again, hello) = await played.redialled();
    expect(hello.has(8), false);
    again.welcome(resumable);
  });

  test('a core that closes is told by a farewell', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    await core.close();
    final goAway = await link.next(FrameKind.goAway);
    expect(goAway.number(1), Reason.shuttingDown.number);
    expect(link.isClosed, true);
    expect(played.releases, 1);
  });

  test('closing while the link is lost ends at once', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    link.cut();
    final failing = failed(Say('1').send(core: core), Reason.notConnected);
    await core.close();
    await failing;
    expect(await core.closed, null);
  });

  test('a session is not resumed under another name', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome({3: groups, 8: Uint8List(16), 9: 30000, 10: 1});
    expect((await core.closed)?.reason, Reason.protocolError);
  });

  test('a core cannot have handled more than was sent', () async {
    final played = PlayedCore();
    final (core, link) = await connect(played);
    link.cut();
    final (again, _) = await played.redialled();
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1, 11: 1});
    expect((await core.closed)?.reason, Reason.protocolError);
  });

  test('a late frame of a resumable session only loses its link', () async {
    final played = PlayedCore();
    final (core, link) = await connect(
      played,
      limits: Limits(frameTimeout: const Duration(milliseconds: 20)),
    );
    link.receive(framed(FrameKind.ping, {1: 1}).sublist(0, 5));
    final (again, hello) = await played.redialled();
    expect(hello.number(9), 0);
    again.welcome({3: groups, 8: session, 9: 30000, 10: 1});
    await turn();
    expect(core.state, ConnectionState.connected);
  });
}

/// Everything that waits for the event loop has had its turn.
Future<void> turn() => Future(() {});

Future<(Core, PlayedLink)> connect(
  PlayedCore played, {
  Limits? limits,
  Map<int, Object?> welcome = const {},
}) => played.connect(
  contract: const [testEvent, testNotification],
  limits: limits,
  welcome: {...resumable, ...welcome},
);
