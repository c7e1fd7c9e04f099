import 'package:parley/parley.dart';

import 'runner.dart';
import 'support/contract.dart';
import 'support/expecting.dart';
import 'support/played_core.dart';
import 'support/raw_frames.dart';

void main() {
  test('without a connection nothing is sent, and it is said', () async {
    await failed(Say('x').send(), Reason.notConnected);
  });

  test(
    'the hello says who connects, with what, and within which limits',
    () async {
      final played = PlayedCore();
      final connecting = Core.connect(
        played,
        contract: const [testEvent],
        name: 'page',
        limits: Limits(streamItems: 7, streamBytes: 8, maxFrameBytes: 999),
      );
      final link = await played.links.next();
      final hello = await link.next(FrameKind.hello);
      expect([hello.number(1), hello.text(2)], [1, 'page']);
      final group = RawMessage(hello.bytes(3));
      expect([group.text(1), group.text(2)], ['TestEvent', '00000000000000aa']);
      expect([hello.number(4), hello.number(5), hello.number(6)], [999, 7, 8]);
      expect([hello.number(7), hello.has(8)], [1, false]);
      link.welcome({3: groups});
      final core = await connecting;
      expect(core.name, 'played');
      expect(core.state, ConnectionState.connected);
    },
  );

  test(
    'where it does not reconnect, it asks for no session to resume',
    () async {
      final played = PlayedCore();
      final connecting = Core.connect(played, reconnect: false);
      final link = await played.links.next();
      expect((await link.next(FrameKind.hello)).has(7), false);
      link.welcome();
      await connecting;
    },
  );

  test('a refusal is told with its reason, and not tried again', () async {
    final played = PlayedCore();
    final refused = thrownBy<ConnectionException>(Core.connect(played));
    final link = await played.links.next();
    link.say(FrameKind.goAway, {1: Reason.overloaded.number, 2: '64 are here'});
    final problem = await refused;
    expect(problem.reason, Reason.overloaded);
    expect(problem.message, 'the core refused the connection: 64 are here');
    expect(played.dials, 1);
    expect(played.releases, 1);
  });

  test('a core that says nothing is left in time', () async {
    final played = PlayedCore();
    final problem = await thrownBy<ConnectionException>(
      Core.connect(
        played,
        limits: Limits(handshakeTimeout: const Duration(milliseconds: 20)),
      ),
    );
    expect(problem.reason, Reason.limitExceeded);
    expect(
      problem.message,
      'the core has not answered the hello within 20 ms (limits.handshakeTimeout)',
    );
    expect(played.links.all.single.isClosed, true);
    expect(
      played.links.all.single.sentBytes,
      0,
      'a core that reads the hello late is not told to end the session',
    );
  });

  test('contracts that differ are compared, item by item', () async {
    final played = PlayedCore();
    const mine = Group(
      name: 'UserEvent',
      fingerprint: 'here',
      shape: [
        'enum t.Mode.2 = DARK',
        'event signIn = 0 (t.SignIn) -> t.Profile ! t.Error',
        'event signOut = 2 () -> void',
        'field t.Profile.3 = string name',
        'field t.SignIn.1 = string email',
      ],
    );
    final refused = thrownBy<ConnectionException>(
      Core.connect(played, contract: const [mine, testEvent]),
    );
    final link = await played.links.next();
    link.welcome({
      3: [
        {
          1: 'UserEvent',
          2: 'there',
          3: [
            'enum t.Mode.2 = LIGHT',
            'event signIn = 0 (t.SignIn) -> t.Profile ! t.Error',
            'event signOut = 3 () -> void',
            'field t.Profile.4 = string addition',
            'field t.SignIn.1 = int32 email',
          ].join('\n'),
        },
      ],
    });
    final problem = await refused;
    expect(problem.reason, Reason.contractMismatch);
    expect(
      problem.message,
      "the core's contract is another than the one this front end was generated from: "
      't.Mode: the constant 2 is `DARK` here and `LIGHT` in the core; '
      'UserEvent.signOut is `2 () -> void` here and `3 () -> void` in the core; '
      'UserEvent.signIn response: field 3 is `string name` here and not in the core; '
      'UserEvent.signIn payload: field 1 is `string email` here and `int32 email` in the core; '
      'TestEvent: the core has no such group',
    );
  });

  test('additions fit', () async {
    final (core, link) = await PlayedCore().connect(
      contract: const [testEvent],
      reconnect: false,
      welcome: {
        3: [
          {
            1: 'TestEvent',
            2: 'other',
            3: '${testEvent.shape.join('\n')}\nevent more = 9 () -> void',
          },
        ],
      },
    );
    final result = const Go().send(core: core);
    link.answer((await link.next(FrameKind.request)).number(3));
    await result;
  });

  test('an event of a group that was not named says what to do', () async {
    final (core, _) = await PlayedCore().connect(
      reconnect: false,
      welcome: {
        3: [
          {1: 'TestEvent', 2: 'other'},
        ],
      },
    );
    final failure = await failed(
      const Go().send(core: core),
      Reason.contractMismatch,
    );
    expect(
      failure.message.contains("name it in Core.connect's contract"),
      true,
    );
  });

  test('the core that was connected last is the one that is called', () async {
    final (first, _) = await PlayedCore().connect(reconnect: false);
    final (second, link) = await PlayedCore().connect(
      contract: const [testEvent],
      reconnect: false,
      welcome: {3: groups},
    );
    final result = const Go().send();
    link.answer((await link.next(FrameKind.request)).number(3));
    await result;
    await first.close();
    await second.close();
    await failed(const Go().send(), Reason.notConnected);
  });

  test('a connection takes the place of the one with its key', () async {
    final (first, _) = await PlayedCore().connect(key: 'main');
    final (second, _) = await PlayedCore().connect(key: 'main');
    final problem = await first.closed;
    expect(
      problem?.message,
      'another connection with the key "main" has taken its place',
    );
    expect(second.state, ConnectionState.connected);
    await second.close();
    final (third, _) = await PlayedCore().connect(key: 'main');
    expect(third.state, ConnectionState.connected);
    await third.close();
  });

  test('a transport without another try cannot reconnect', () async {
    await thrownBy<ArgumentError>(
      Core.connect(PlayedCore(reconnects: false), reconnect: true),
    );
  });

  test('settings out of range are named', () {
    final bad = <String, void Function()>{
      'limits.maxFrameBytes': () => Limits(maxFrameBytes: 63),
      'limits.streamItems': () => Limits(streamItems: 0),
      'limits.frameTimeout': () => Limits(frameTimeout: Duration.zero),
      'limits.maxQueueBytes': () => Limits(maxQueueBytes: 0x80000000),
      'initialDelay': () => Backoff(initialDelay: Duration.zero),
      'maxDelay': () => Backoff(maxDelay: const Duration(milliseconds: 49)),
    };
    bad.forEach((name, make) {
      try {
        make();
      } on RangeError catch (error) {
        expect('$error'.contains(name), true);
        return;
      }
      throw StateError('$name was taken');
    });
    Limits(maxFrameBytes: 64, streamItems: 1, drainTimeout: Duration.zero);
    Backoff(maxDelay: const Duration(milliseconds: 50));
  });
}
