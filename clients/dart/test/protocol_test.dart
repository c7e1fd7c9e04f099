import 'dart:io';
import 'dart:typed_data';

import 'package:parley/codec.dart';
import 'package:parley/parley.dart';
import 'package:parley/src/codec/path.dart';
import 'package:parley/src/wire/frame_splitter.dart';
import 'package:parley/src/wire/frame_writer.dart';
import 'package:parley/src/wire/frames.dart';

import 'runner.dart';

/// A payload that is bytes already.
const MessageType<Uint8List> rawType = MessageType('Raw', _readRaw, _writeRaw);

Uint8List _readRaw(MessageReader reader) => reader.input;
void _writeRaw(Uint8List bytes, MessageWriter out) => out.raw(bytes);

final String page =
    File.fromUri(
      Platform.script.resolve('../../../docs/protocol.md'),
    ).readAsStringSync();

/// The page's example frames by their names, each with its length before it.
final Map<String, Uint8List> frames = {
  for (final match in RegExp('```frame ([^\n]*)\n([^`]*)```').allMatches(page))
    match[1]!: bytesOf(match[2]!),
};

/// The lines of the page's conversations.
final List<(String side, Uint8List bytes)> lines = [
  for (final match in RegExp(
    '```conversation[^\n]*\n([^`]*)```',
  ).allMatches(page))
    for (final line in match[1]!.trim().split('\n'))
      (line[0], bytesOf(line.substring(1))),
];

Uint8List bytesOf(String hex) {
  final digits = hex.replaceAll(RegExp(r'\s'), '');
  return Uint8List.fromList([
    for (var i = 0; i < digits.length; i += 2)
      int.parse(digits.substring(i, i + 2), radix: 16),
  ]);
}

String _hex(Uint8List bytes) =>
    bytes.map((byte) => byte.toRadixString(16).padLeft(2, '0')).join();

Frame decoded(Uint8List bytes) => Frame.decode(Uint8List.sublistView(bytes, 4));

/// A frame of the page as this client writes it; `null` for one that only a core sends.
Uint8List? written(Uint8List bytes) {
  final out = FrameWriter();
  final fields = _Fields(Uint8List.sublistView(bytes, 4));
  final body = _Fields(fields.bytes(fields.numbers.first));
  switch (fields.numbers.first) {
    case 3:
      final payload = body.bytes(2);
      final trace = body.text(5);
      out.request(
        body.number(3),
        body.text(1),
        payload.isEmpty ? null : rawType,
        payload,
        body.number(4),
        trace.isEmpty ? null : trace,
      );
    case 6:
      out.subscribe(body.number(1), body.text(2), body.bytes(3), [
        if (body.numbers.contains(4)) body.text(4),
      ]);
    case 7:
      out.unsubscribe(body.number(1));
    case 8:
      out.cancel(body.number(1));
    case 9:
      out.item(body.number(1), rawType, body.bytes(2));
    case 10:
      out.streamEnd(body.number(1));
    case 11:
      out.credit(body.number(1), body.number(2), body.number(3));
    case 13:
      out.pong(body.number(1));
    case 14:
      out.goAway(body.number(1), body.text(2));
    case 15:
      out.ack(body.number(1));
    case 16:
      out.heard(body.number(1));
    default:
      return null;
  }
  return out.take();
}

/// The fields of a message, by a reader of their own.
final class _Fields {
  _Fields(Uint8List bytes) {
    final reader = MessageReader(bytes, const PlainNames('page'));
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      _values[tag >> 3] = tag & 7 == 2 ? reader.bytes() : reader.uint64();
    }
  }

  final Map<int, Object> _values = {};

  Iterable<int> get numbers => _values.keys;
  int number(int field) => _values[field] as int? ?? 0;
  Uint8List bytes(int field) => _values[field] as Uint8List? ?? Uint8List(0);
  String text(int field) => String.fromCharCodes(bytes(field));
}

void main() {
  test("the page's frames are what this client writes, byte for byte", () {
    expectThat(frames.length >= 20, 'frames were found');
    var compared = 0;
    frames.forEach((name, bytes) {
      expect(ByteData.sublistView(bytes).getUint32(0), bytes.length - 4, name);
      final again = written(bytes);
      if (again != null) {
        expect(again, bytes, name);
        compared++;
      }
    });
    expectThat(compared >= 12, 'a client writes $compared of them');
  });

  test("the conversations' frames are what this client writes, and read", () {
    expectThat(lines.length >= 24, 'the conversations were found');
    for (final (side, bytes) in lines) {
      // This client always says its limits in its hello, and sends no ping.
      if (side == '>' && bytes[4] != 0x0a && bytes[4] != 0x62) {
        expect(written(bytes), bytes);
      } else if (side == '<') {
        expectThat(decoded(bytes) is! UnknownFrame, 'a frame is known');
      }
    }
  });

  test("a hello is the page's, with this client's limits behind it", () {
    const group = Group(
      name: 'Echo',
      fingerprint: '00000000000000ec',
      shape: [],
    );
    final limits = Limits();
    final out = FrameWriter()..hello('page', [group], limits, null);
    const said = '20 80 80 80 02 28 80 02 30 80 80 10';
    final body = frames['Hello']!.sublist(6);
    expect(out.take(), bytesOf('00000030 0a2e ${_hex(body)} $said'));

    final resuming = (
      session: Uint8List.fromList(List.generate(16, (i) => i)),
      received: 42,
    );
    out.hello('page', [], limits, resuming);
    expect(
      out.take(),
      bytesOf(
        '0000002c 0a2a 0801 120470616765 $said 3801 '
        '4210 000102030405060708090a0b0c0d0e0f 482a',
      ),
    );
  });

  test('a welcome is read', () {
    final welcome = decoded(frames['Welcome']!) as WelcomeFrame;
    expect(welcome.protocol, 1);
    expect(welcome.core, 'echo');
    expect(welcome.groups.single.name, 'Echo');
    expect(welcome.groups.single.fingerprint, '00000000000000ec');
    expect(welcome.maxFrameBytes, 4194304);
    expect(welcome.maxCalls, 1024);
    expect((welcome.streamItems, welcome.streamBytes), (256, 262144));
    expect(welcome.session, Uint8List(0));
  });

  test('a welcome to a resumed session is read', () {
    final welcome =
        decoded(frames['Welcome to a resumed session']!) as WelcomeFrame;
    expect(welcome.session, Uint8List.fromList(List.generate(16, (i) => i)));
    expect((welcome.resumeMs, welcome.resumed), (30000, true));
    expect(welcome.received, 55);
  });

  test('answers, notifications and the rest are read', () {
    final ok = decoded(frames['Response, Ok']!) as ResponseFrame;
    expect((ok.id, ok.code, ok.reason, ok.payload.length), (1, 0, 0, 6));
    final internal = decoded(frames['Response, Internal']!) as ResponseFrame;
    expect((internal.id, internal.code, internal.reason), (3, 2, 1));
    final confirmed =
        decoded(frames['Notification to be confirmed']!) as NotificationFrame;
    expect(
      (confirmed.source, confirmed.type, confirmed.subject),
      ('Echo', 1, 'u1'),
    );
    expect(
      (confirmed.seq, confirmed.confirm, confirmed.error),
      (1, true, null),
    );
    expect(confirmed.payload?.length, 9);
    expect((decoded(frames['Ping']!) as PingFrame).id, 300);
    expect((decoded(frames['Ack']!) as AckFrame).received, 65536);
    final resync = decoded(frames['Resync']!) as ResyncFrame;
    expect((resync.reason, resync.message), (13, 'behind'));
    final goAway = decoded(frames['GoAway']!) as GoAwayFrame;
    expect((goAway.reason, goAway.message), (9, 'The core is closing'));
  });

  test('a frame with two bodies is refused, one without is nothing', () {
    final ping = frames['Ping']!.sublist(4);
    final pong = frames['Pong']!.sublist(4);
    for (final second in [ping, pong]) {
      final both = Uint8List.fromList([...ping, ...second]);
      final failure = expectThrows<MalformedMessageException>(
        () => Frame.decode(both),
      );
      expectContains(failure.message, ['Frame: it has two bodies']);
    }
    expect((Frame.decode(Uint8List(0)) as UnknownFrame).number, 0);
    expect((Frame.decode(bytesOf('fa0700')) as UnknownFrame).number, 127);
  });

  test('frames are cut out of any pieces of a stream', () {
    final stream = Uint8List.fromList([
      for (final bytes in frames.values) ...bytes,
    ]);
    for (var size = 1; size < 60; size++) {
      final found = <Uint8List>[];
      final splitter = FrameSplitter(1000, found.add);
      for (var at = 0; at < stream.length; at += size) {
        final end = at + size < stream.length ? at + size : stream.length;
        splitter.push(Uint8List.sublistView(stream, at, end));
      }
      expect(found.length, frames.length, 'pieces of $size bytes');
      for (final (i, bytes) in frames.values.indexed) {
        expect(found[i], Uint8List.sublistView(bytes, 4), 'pieces of $size');
      }
      expect(splitter.deliveredBytes, stream.length);
      expect(splitter.held, 0);
    }
  });

  test('a frame may have as many bytes as the limit and no more', () {
    final found = <int>[];
    final splitter = FrameSplitter(5, (frame) => found.add(frame.length));
    splitter.push(bytesOf('00000005 0102030405 00000000'));
    expect(found, [5, 0]);
    final failure = expectThrows<ConnectionException>(
      () => splitter.push(bytesOf('00000006')),
    );
    expect(failure.reason, Reason.limitExceeded);
    expectContains(failure.message, ['6 bytes', '5 bytes', 'maxFrameBytes']);
  });

  test('a frame that fails to be written is as if it had not been begun', () {
    final out = FrameWriter()..pong(1);
    final before = out.length;
    expectThrows<InvalidValueException>(
      () => out.goAway(1, 'half of a pair: \uD83D'),
    );
    expect(out.length, before);
    out
      ..cancel(7)
      ..drop();
    expect(out.length, before);
  });
}
