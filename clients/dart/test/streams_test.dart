import 'dart:async';
import 'dart:typed_data';

import 'package:parley/parley.dart';

import 'runner.dart';
import 'support/contract.dart';
import 'support/expecting.dart';
import 'support/inbox.dart';
import 'support/played_core.dart';
import 'support/raw_frames.dart';

void main() {
  test('a stream gives the items in order, and ends', () async {
    final (core, link) = await connect();
    final items = Count('3').stream(core: core).toList();
    final id = (await link.next(FrameKind.request)).number(3);
    for (var i = 0; i < 3; i++) {
      link.item(id, '$i');
    }
    link.answer(id);
    expect(await items, const [TextPB('0'), TextPB('1'), TextPB('2')]);
  });

  test('nothing is called before somebody listens', () async {
    final (core, link) = await connect();
    Count('3').stream(core: core);
    final result = const Go().send(core: core);
    final request = await link.next(FrameKind.request);
    expect(request.text(1), 'TestEvent.Go');
    link.answer(request.number(3));
    await result;
  });

  test('a declared error comes behind the items before it', () async {
    final (core, link) = await connect();
    final seen = <Object>[];
    final done = Completer<void>();
    Count('3')
        .stream(core: core)
        .listen(seen.add, onError: seen.add, onDone: done.complete);
    final id = (await link.next(FrameKind.request)).number(3);
    link
      ..item(id, '1')
      ..answer(id, {
        1: raw({1: 'no'}),
        2: 1,
      });
    await done.future;
    expect(seen.length, 2);
    expect(seen.first, const TextPB('1'));
    expect((seen.last as DeclaredError<TextPB>).error, const TextPB('no'));
  });

  test('cancelling the subscription reaches the core at once', () async {
    final (core, link) = await connect();
    final seen = Inbox<TextPB>();
    final subscription = Count('3').stream(core: core).listen(seen.put);
    final id = (await link.next(FrameKind.request)).number(3);
    link.item(id, '1');
    await seen.next();
    await subscription.cancel();
    expect((await link.next(FrameKind.cancel)).number(1), id);
    // What was on its way is passed over.
    link
      ..item(id, '2')
      ..answer(id, {2: 2, 4: 5});
    expect(seen.left, 0);
    expect(core.state, ConnectionState.connected);
  });

  test('leaving a loop cancels the call', () async {
    final (core, link) = await connect();
    final leaving = () async {
      await for (final item in Count('3').stream(core: core)) {
        return item;
      }
    }();
    final id = (await link.next(FrameKind.request)).number(3);
    link
      ..item(id, '1')
      ..item(id, '2');
    expect(await leaving, const TextPB('1'));
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });

  test('credit is given for what was taken, half a window at a time', () async {
    final (core, link) = await connect(limits: Limits(streamItems: 4));
    final seen = Inbox<TextPB>();
    final subscription = Count('9').stream(core: core).listen(seen.put);
    final id = (await link.next(FrameKind.request)).number(3);
    link.item(id, '1');
    await seen.next();
    expect(link.sent.left, 0);
    link.item(id, '2');
    final credit = await link.next(FrameKind.credit);
    expect([credit.number(1), credit.number(2)], [id, 2]);
    await subscription.cancel();
  });

  test('while it is paused no credit is given, and no more may come', () async {
    final (core, link) = await connect(limits: Limits(streamItems: 4));
    final seen = Inbox<TextPB>();
    final subscription = Count('9').stream(core: core).listen(seen.put)
      ..pause();
    final id = (await link.next(FrameKind.request)).number(3);
    for (var i = 0; i < 4; i++) {
      link.item(id, '$i');
    }
    await turn();
    expect(seen.all, <TextPB>[]);
    expect(link.sent.left, 0, 'no credit');
    subscription.resume();
    await seen.first(4);
    expect((await link.next(FrameKind.credit)).number(2), 2);
    expect((await link.next(FrameKind.credit)).number(2), 2);
    subscription.pause();
    for (var i = 4; i < 8; i++) {
      link.item(id, '$i');
    }
    expect(core.state, ConnectionState.connected);
    link.item(id, 'one too many');
    expect((await core.closed)?.reason, Reason.protocolError);
    expect((await core.closed)?.message.contains('(limits.streamItems)'), true);
  });

  test('a loop that is slow holds no more than the window', () async {
    final (core, link) = await connect(limits: Limits(streamItems: 4));
    var allowed = 4;
    var sent = 0;
    final all = () async {
      var count = 0;
      await for (final _ in Count('x').stream(core: core)) {
        await turn();
        count++;
        // Whatever it has not taken is still within the credit it gave.
        expect(sent - count <= 4, true);
      }
      return count;
    }();
    final id = (await link.next(FrameKind.request)).number(3);
    while (sent < 100) {
      while (sent < allowed && sent < 100) {
        link.item(id, '${sent++}');
      }
      if (sent < 100) {
        allowed += (await link.next(FrameKind.credit)).number(2);
      }
    }
    link.answer(id);
    expect(await all, 100);
  });

  test('items wait within the bytes of all streams together', () async {
    final (core, link) = await connect(limits: Limits(maxQueueBytes: 100));
    // 40 characters are 42 bytes.
    final first = Count('1').stream(core: core).listen((_) {})..pause();
    final second = Count('2').stream(core: core);
    final failure = Completer<Object>();
    final waiting = second.listen((_) {}, onError: failure.complete)..pause();
    final ids = [
      (await link.next(FrameKind.request)).number(3),
      (await link.next(FrameKind.request)).number(3),
    ];
    link
      ..item(ids[0], 'x' * 40)
      ..item(ids[1], 'x' * 40);
    await turn();
    expect(link.sent.left, 0);
    link.item(ids[1], 'x' * 40);
    expect((await link.next(FrameKind.cancel)).number(1), ids[1]);
    waiting.resume();
    expect((await failure.future as CallException).reason, Reason.overloaded);
    link.item(ids[0], 'x' * 40);
    await first.cancel();
  });

  test('an item that cannot be read ends the call', () async {
    final (core, link) = await connect();
    final failing = failed(
      Count('1').stream(core: core).toList(),
      Reason.invalidResponse,
    );
    final id = (await link.next(FrameKind.request)).number(3);
    link.say(FrameKind.item, {
      1: id,
      2: Uint8List.fromList([10, 9]),
    });
    await failing;
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });

  test('a stream has a deadline to its end', () async {
    final (core, link) = await connect();
    final seen = <TextPB>[];
    final stream = Count(
      '1',
    ).stream(core: core, timeout: const Duration(milliseconds: 20));
    final failing = failed(stream.forEach(seen.add), Reason.deadlineExceeded);
    final id = (await link.next(FrameKind.request)).number(3);
    link.item(id, '1');
    await failing;
    expect(seen, const [TextPB('1')]);
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });

  test('an opened stream has its answer beside its items', () async {
    final (core, link) = await connect();
    final call = const Talk().open(
      Stream.fromIterable(const [TextPB('a'), TextPB('b')]),
      core: core,
    );
    final id = (await link.next(FrameKind.request)).number(3);
    expect(RawMessage((await link.next(FrameKind.item)).bytes(2)).text(1), 'a');
    expect(RawMessage((await link.next(FrameKind.item)).bytes(2)).text(1), 'b');
    await link.next(FrameKind.end);
    link
      ..item(id, 'c')
      ..answer(id, {
        1: raw({1: 'end'}),
      });
    expect(await call.items.toList(), const [TextPB('c')]);
    expect(await call.result, const Success<TextPB, Never>(TextPB('end')));
  });

  test('an upload sends as much as it has credit for', () async {
    final (core, link) = await connect(welcome: {6: 2, 7: 1000});
    var made = 0;
    Stream<TextPB> source() async* {
      while (made < 5) {
        yield TextPB('${made++}');
      }
    }

    final result = const Store().send(source(), core: core);
    final id = (await link.next(FrameKind.request)).number(3);
    await link.next(FrameKind.item);
    await link.next(FrameKind.item);
    await turn();
    expect(link.sent.left, 0);
    expect(made <= 4, true, 'the source waits as well; it made $made');
    link.say(FrameKind.credit, {1: id, 2: 3, 3: 100});
    for (var i = 2; i < 5; i++) {
      final item = await link.next(FrameKind.item);
      expect(RawMessage(item.bytes(2)).text(1), '$i');
    }
    expect((await link.next(FrameKind.end)).number(1), id);
    link.answer(id, {
      1: raw({1: 'stored'}),
    });
    expect(await result, const Success<TextPB, TextPB>(TextPB('stored')));
  });

  test('bytes are credit as well, and the last item may go beyond', () async {
    final (core, link) = await connect(welcome: {6: 100, 7: 10});
    final source = StreamController<TextPB>();
    const Store().send(source.stream, core: core).ignore();
    final id = (await link.next(FrameKind.request)).number(3);
    source.add(TextPB('x' * 30));
    await link.next(FrameKind.item);
    source.add(const TextPB('y'));
    await turn();
    // 32 bytes were sent on a credit of 10.
    link.say(FrameKind.credit, {1: id, 2: 1, 3: 22});
    await turn();
    expect(link.sent.left, 0);
    link.say(FrameKind.credit, {1: id, 2: 1, 3: 1});
    await link.next(FrameKind.item);
    await giveUp(core, link);
  });

  test('an upload waits while too much is to be written', () async {
    final (core, link) = await connect(welcome: {6: 100, 7: 100000});
    link.buffered = 64 * 1024;
    final source = StreamController<TextPB>();
    const Store().send(source.stream, core: core).ignore();
    await link.next(FrameKind.request);
    source.add(const TextPB('x'));
    await turn();
    expect(link.sent.left, 0);
    link.drain();
    await link.next(FrameKind.item);
    await giveUp(core, link);
  });

  test('a source that fails ends the call with its failure', () async {
    final (core, link) = await connect();
    final source = StreamController<TextPB>();
    final thrown = thrownBy<FormatException>(
      const Store().send(source.stream, core: core),
    );
    final id = (await link.next(FrameKind.request)).number(3);
    source.addError(const FormatException('unreadable'));
    expect((await thrown).message, 'unreadable');
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });

  test('an answer before the end cancels the source', () async {
    final (core, link) = await connect();
    final cancelled = Completer<void>();
    final source = StreamController<TextPB>(onCancel: cancelled.complete);
    final result = const Store().send(source.stream, core: core);
    final id = (await link.next(FrameKind.request)).number(3);
    source.add(const TextPB('x'));
    await link.next(FrameKind.item);
    link.answer(id, {
      1: raw({1: 'enough'}),
      2: 1,
    });
    expect(await result, const Failure<TextPB, TextPB>(TextPB('enough')));
    await cancelled.future;
    source.add(const TextPB('late'));
    await turn();
    expect(link.sent.left, 0);
  });

  test('an upload that is cancelled cancels its source', () async {
    final (core, link) = await connect();
    final cancellation = Cancellation();
    final cancelled = Completer<void>();
    final source = StreamController<TextPB>(onCancel: cancelled.complete);
    final failing = failed(
      const Store().send(source.stream, core: core, cancellation: cancellation),
      Reason.cancelled,
    );
    final id = (await link.next(FrameKind.request)).number(3);
    cancellation.cancel();
    await failing;
    await cancelled.future;
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });

  test('credit beyond all bounds ends the connection', () async {
    final (core, link) = await connect(welcome: {6: 1, 7: 1});
    final source = StreamController<TextPB>();
    const Store().send(source.stream, core: core).ignore();
    final id = (await link.next(FrameKind.request)).number(3);
    link.say(FrameKind.credit, {1: id, 2: 0x7ffffffe, 3: 1});
    expect(core.state, ConnectionState.connected);
    link.say(FrameKind.credit, {1: id, 2: 1});
    expect((await core.closed)?.reason, Reason.protocolError);
  });

  test('an item that is too large ends its call', () async {
    final (core, link) = await connect(welcome: {4: 100, 7: 1000});
    final failing = failed(
      const Store().send(Stream.value(TextPB('x' * 100)), core: core),
      Reason.limitExceeded,
    );
    final id = (await link.next(FrameKind.request)).number(3);
    final failure = await failing;
    expect(
      failure.message.contains(
        'the limit is 100 bytes (Limits.maxFrameBytes of the core)',
      ),
      true,
    );
    expect((await link.next(FrameKind.cancel)).number(1), id);
  });
}

/// Everything that waits for the event loop has had its turn.
Future<void> turn() => Future(() {});

/// Without a session that outlives its link.
Future<(Core, PlayedLink)> connect({
  Limits? limits,
  Map<int, Object?> welcome = const {},
}) => PlayedCore().connect(
  contract: const [testEvent],
  limits: limits,
  reconnect: false,
  welcome: {3: groups, ...welcome},
);
