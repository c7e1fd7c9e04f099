import 'dart:async';
import 'dart:typed_data';

import 'package:parley/parley.dart';

import 'runner.dart';
import 'support/contract.dart';
import 'support/expecting.dart';
import 'support/played_core.dart';
import 'support/raw_frames.dart';

void main() {
  test('a call is answered with its result', () async {
    final (core, link) = await connect();
    final result = Say('hi').send(core: core);
    final request = await link.next(FrameKind.request);
    expect(request.text(1), 'TestEvent.Say');
    expect(RawMessage(request.bytes(2)).text(1), 'hi');
    expect(request.has(4), false);
    link.answer(request.number(3), {
      1: raw({1: 'there'}),
    });
    expect(await result, const Success<TextPB, TextPB>(TextPB('there')));
  });

  test('a call is refused with its declared error, both ways', () async {
    final (core, link) = await connect();
    final result = Say('hi').send(core: core);
    final value = thrownBy<DeclaredError<TextPB>>(Say('hi').call(core: core));
    for (var i = 0; i < 2; i++) {
      final request = await link.next(FrameKind.request);
      link.answer(request.number(3), {
        1: raw({1: 'no'}),
        2: 1,
      });
    }
    expect(await result, const Failure<TextPB, TextPB>(TextPB('no')));
    final thrown = await value;
    expect(thrown.error, const TextPB('no'));
    expect(thrown.event, 'TestEvent.Say');
  });

  test('a call that fails otherwise says why', () async {
    final (core, link) = await connect();
    final result = Say('hi').send(core: core);
    final id = (await link.next(FrameKind.request)).number(3);
    link.answer(id, {1: 'TestEvent.Say: broken', 2: 2, 4: 3});
    final failure = await failed(result, Reason.handlerFailed);
    expect(failure.message, 'TestEvent.Say: broken');
    expect(failure.event, 'TestEvent.Say');
  });

  test('a call without payload and response sends and takes nothing', () async {
    final (core, link) = await connect();
    final result = const Go().send(core: core);
    final request = await link.next(FrameKind.request);
    expect(request.has(2), false);
    link.answer(request.number(3));
    expect(await result is Success<void, Never>, true);
  });

  test('an answer that cannot be read ends its call alone', () async {
    final (core, link) = await connect();
    final bad = Say('1').send(core: core);
    final good = Say('2').send(core: core);
    final first = (await link.next(FrameKind.request)).number(3);
    final second = (await link.next(FrameKind.request)).number(3);
    link.answer(first, {
      1: Uint8List.fromList([10, 9]),
    });
    link.answer(second, {
      1: raw({1: 'fine'}),
    });
    await failed(bad, Reason.invalidResponse);
    expect(await good, const Success<TextPB, TextPB>(TextPB('fine')));
  });

  test('an undeclared error, or another code, is no answer', () async {
    final (core, link) = await connect();
    final undeclared = const Go().send(core: core);
    link.answer((await link.next(FrameKind.request)).number(3), {2: 1});
    await failed(undeclared, Reason.invalidResponse);
    final unknown = const Go().send(core: core);
    link.answer((await link.next(FrameKind.request)).number(3), {2: 7});
    await failed(unknown, Reason.invalidResponse);
  });

  test('what is called in one turn is sent in one piece', () async {
    final (core, link) = await connect(welcome: {5: 100});
    final results = [for (var i = 0; i < 100; i++) Say('$i').send(core: core)];
    expect(link.sent.left, 0);
    await link.sent.first(101);
    expect(link.writes, 2, 'the hello, and all requests');
    for (var i = 0; i < 100; i++) {
      final request = await link.next(FrameKind.request);
      link.answer(request.number(3), {1: request.bytes(2)});
    }
    for (final (i, result) in results.indexed) {
      expect(await result, Success<TextPB, TextPB>(TextPB('$i')));
    }
  });

  test('a call is cancelled at once, and its answer passed over', () async {
    final (core, link) = await connect();
    final cancellation = Cancellation();
    final result = Say('hi').send(core: core, cancellation: cancellation);
    final id = (await link.next(FrameKind.request)).number(3);
    cancellation.cancel('enough');
    final failure = await failed(result, Reason.cancelled);
    expect(failure.cause, 'enough');
    expect((await link.next(FrameKind.cancel)).number(1), id);
    link.answer(id, {2: 2, 4: 5});
    await failed(
      Say('late').send(core: core, cancellation: cancellation),
      Reason.cancelled,
    );
    expect(link.sent.left, 0, 'nothing was sent for what was cancelled before');
    expect(core.state, ConnectionState.connected);
  });

  test('a deadline is told to the core and kept here', () async {
    final (core, link) = await connect();
    final result = Say(
      'hi',
    ).send(core: core, timeout: const Duration(milliseconds: 30));
    final request = await link.next(FrameKind.request);
    expect(request.number(4) > 0 && request.number(4) <= 30, true);
    final failure = await failed(result, Reason.deadlineExceeded);
    expect(failure.message.contains('30 ms (timeout)'), true);
    expect((await link.next(FrameKind.cancel)).number(1), request.number(3));
  });

  test('a timeout below a millisecond is told as one, never as none', () async {
    final (core, link) = await connect();
    for (final (micros, said) in [
      (1, '1 ms'),
      (1000, '1 ms'),
      (1001, '2 ms'),
    ]) {
      final result = Say(
        'hi',
      ).send(core: core, timeout: Duration(microseconds: micros));
      final failure = await failed(result, Reason.deadlineExceeded);
      expectContains(failure.message, ['not answered within $said (timeout)']);
    }
    link.cut();
    await core.close();
  });

  test(
    "a connection's timeout is every call's, but those that say so",
    () async {
      final (core, link) = await connect(timeout: const Duration(seconds: 20));
      Say('1').send(core: core).ignore();
      final limited = await link.next(FrameKind.request);
      expect(limited.number(4) > 19000 && limited.number(4) <= 20000, true);
      Say('2').send(core: core, timeout: noTimeout).ignore();
      expect((await link.next(FrameKind.request)).has(4), false);
      await failed(
        Say('3').send(core: core, timeout: Duration.zero),
        Reason.deadlineExceeded,
      );
      expect(link.sent.left, 0);
      link.cut();
      await core.close();
    },
  );

  test('a well-formed traceparent is sent, and no other', () async {
    final (core, link) = await connect();
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    Say('1').send(core: core, traceparent: trace).ignore();
    expect((await link.next(FrameKind.request)).text(5), trace);
    for (final bad in [
      'x',
      trace.toUpperCase(),
      '00-${'0' * 32}-b7ad6b7169203331-01',
    ]) {
      Say('2').send(core: core, traceparent: bad).ignore();
      expect((await link.next(FrameKind.request)).has(5), false);
    }
    await giveUp(core, link);
  });

  test('no more calls are in flight than the core takes', () async {
    final (core, link) = await connect(welcome: {5: 2});
    final first = Say('1').send(core: core);
    final cancellation = Cancellation();
    final second = failed(
      Say('2').send(core: core, cancellation: cancellation),
      Reason.cancelled,
    );
    final failure = await failed(Say('3').send(core: core), Reason.overloaded);
    expect(failure.message.contains('the limit is 2 '), true);
    // One that was cancelled counts until the core has answered it.
    cancellation.cancel();
    await second;
    await failed(Say('4').send(core: core), Reason.overloaded);
    final ids = [
      (await link.next(FrameKind.request)).number(3),
      (await link.next(FrameKind.request)).number(3),
    ];
    link.answer(ids[1], {2: 2, 4: 5});
    final fifth = Say('5').send(core: core);
    link
      ..answer(ids[0], {
        1: raw({1: 'one'}),
      })
      ..answer((await link.next(FrameKind.request)).number(3));
    expect(await first, const Success<TextPB, TextPB>(TextPB('one')));
    expect(await fifth, const Success<TextPB, TextPB>(TextPB('')));
  });

  test('a request has at most the bytes that the core takes', () async {
    // Event, id and the field around the payload take 19 bytes and more, the frame's own 4.
    final (core, link) = await connect(welcome: {4: 100});
    final fits = Say('x' * 77).send(core: core);
    final request = await link.next(FrameKind.request);
    expect(link.lastFrame, 100);
    link.answer(request.number(3));
    await fits;
    final failure = await failed(
      Say('x' * 78).send(core: core),
      Reason.limitExceeded,
    );
    expect(
      failure.message,
      'TestEvent.Say: the request is 101 bytes; the limit is 100 bytes (Limits.maxFrameBytes of the core)',
    );
  });

  test('calls are refused when too much waits to be written', () async {
    final (core, link) = await connect(limits: Limits(maxQueueBytes: 1000));
    link.buffered = 1000;
    final failure = await failed(Say('1').send(core: core), Reason.overloaded);
    expect(failure.message.contains('(limits.maxQueueBytes)'), true);
    link.buffered = 900;
    final result = Say('2').send(core: core);
    link.answer((await link.next(FrameKind.request)).number(3));
    await result;
  });

  test('what has no place in the protocol ends the connection', () async {
    for (final (kind, fields) in [
      (FrameKind.response, {3: 99}),
      (FrameKind.welcome, {1: 1}),
      (FrameKind.request, {1: 'x'}),
      (FrameKind.item, {1: 99}),
      (FrameKind.notification, {6: 2}),
      (FrameKind.ack, {1: 1}),
    ]) {
      final (core, link) = await connect();
      link.say(kind, fields);
      final goAway = await link.next(FrameKind.goAway);
      expect(goAway.number(1), Reason.protocolError.number);
      final problem = await core.closed;
      expect(problem?.reason, Reason.protocolError);
      expect(core.state, ConnectionState.closed);
      await failed(Say('late').send(core: core), Reason.notConnected);
    }
  });

  test('frames of later versions are passed over', () async {
    final (core, link) = await connect();
    link
      ..say(99, {1: 1})
      ..receive(Uint8List(4))
      ..say(FrameKind.pong, {1: 5})
      ..say(FrameKind.ping, {1: 300});
    expect((await link.next(FrameKind.pong)).number(1), 300);
    expect(core.state, ConnectionState.connected);
  });

  test('a frame has at most the bytes of the limit', () async {
    final (core, link) = await connect(limits: Limits(maxFrameBytes: 100));
    final ping = framed(99, {1: 'x' * 95});
    expect(ping.length - 4, 100);
    link
      ..receive(ping)
      ..say(FrameKind.ping, {1: 1});
    await link.next(FrameKind.pong);
    link.receive(framed(99, {1: 'x' * 96}));
    final problem = await core.closed;
    expect(problem?.reason, Reason.limitExceeded);
    expect(
      problem?.message,
      'the core announced a frame of 101 bytes; the limit here is 100 bytes (limits.maxFrameBytes)',
    );
  });

  test('a frame that does not come whole in time ends its link', () async {
    final (core, link) = await connect(
      limits: Limits(frameTimeout: const Duration(milliseconds: 20)),
    );
    link.receive(framed(FrameKind.ping, {1: 1}).sublist(0, 5));
    final problem = await core.closed;
    expect(problem?.reason, Reason.limitExceeded);
    expect(problem?.message.contains('(limits.frameTimeout)'), true);
  });

  test(
    'closing waits for what is in flight, and refuses what is new',
    () async {
      final (core, link) = await connect();
      final result = Say('hi').send(core: core);
      final request = await link.next(FrameKind.request);
      final closing = core.close();
      final failure = await failed(
        Say('late').send(core: core),
        Reason.notConnected,
      );
      expect(failure.message.contains('is being closed'), true);
      expect(link.isClosed, false);
      link.answer(request.number(3), {
        1: raw({1: 'there'}),
      });
      expect(await result, const Success<TextPB, TextPB>(TextPB('there')));
      await closing;
      expect(link.isClosed, true);
      expect(await core.closed, null);
      expect(core.state, ConnectionState.closed);
    },
  );

  test('closing waits so long and no longer', () async {
    final (core, link) = await connect(
      limits: Limits(drainTimeout: const Duration(milliseconds: 20)),
    );
    final result = Say('hi').send(core: core);
    await link.next(FrameKind.request);
    final failing = failed(result, Reason.outcomeUnknown);
    await core.close();
    await failing;
  });

  test(
    'a call in flight when the core is lost has an unknown outcome',
    () async {
      final (core, link) = await connect();
      final result = Say('hi').send(core: core);
      await link.next(FrameKind.request);
      link.cut('it broke');
      final failure = await failed(result, Reason.outcomeUnknown);
      expect(failure.message.contains('it broke'), true);
      expect((await core.closed)?.reason, Reason.connectionLost);
    },
  );
}

/// Without a session that outlives its link.
Future<(Core, PlayedLink)> connect({
  Limits? limits,
  Duration? timeout,
  Map<int, Object?> welcome = const {},
}) => PlayedCore().connect(
  contract: const [testEvent],
  limits: limits,
  timeout: timeout,
  reconnect: false,
  welcome: {3: groups, ...welcome},
);
