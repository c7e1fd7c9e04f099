import 'dart:async';
import 'dart:typed_data';

import 'package:parley/codec.dart' hide Kind;
import 'package:parley/parley.dart';

import 'inbox.dart';
import 'raw_frames.dart';

/// A core that a test plays frame by frame, in memory.
final class PlayedCore implements Dialer {
  PlayedCore({this.reconnects = true});

  @override
  final bool reconnects;

  /// The links that were dialled.
  final Inbox<PlayedLink> links = Inbox();

  /// Why dialling fails; `null` if it does not.
  Object? refusal;

  /// How often was dialled.
  int dials = 0;

  /// How often it was let go.
  int releases = 0;

  @override
  Future<Transport> dial(Duration timeout) async {
    dials++;
    if (refusal case final refusal?) {
      throw refusal;
    }
    final link = PlayedLink();
    links.put(link);
    return link;
  }

  @override
  Future<void> release() async => releases++;

  /// Connects to it, and plays the handshake.
  Future<(Core, PlayedLink)> connect({
    List<Group> contract = const [],
    Limits? limits,
    Duration? timeout,
    bool? reconnect,
    Backoff? backoff,
    Map<int, Object?> welcome = const {},
    void Function(Object, StackTrace)? onCallbackError,
    String? key,
  }) async {
    final connecting = Core.connect(
      this,
      contract: contract,
      name: 'test',
      limits: limits,
      timeout: timeout,
      reconnect: reconnect,
      backoff:
          backoff ??
          Backoff(
            initialDelay: const Duration(microseconds: 1),
            maxDelay: const Duration(milliseconds: 1),
          ),
      onCallbackError: onCallbackError,
      key: key,
    );
    final link = await links.next();
    final hello = await link.sent.next();
    if (hello.kind != FrameKind.hello) {
      throw StateError('it began with frame ${hello.kind}');
    }
    link.welcome(welcome);
    return (await connecting, link);
  }
}

extension Redialling on PlayedCore {
  /// The next link, and what was said by its hello.
  Future<(PlayedLink, RawMessage)> redialled() async {
    final link = await links.next();
    return (link, await link.next(FrameKind.hello));
  }
}

/// One link to a played core.
final class PlayedLink implements Transport {
  TransportReceiver? _receiver;
  Uint8List _rest = Uint8List(0);
  bool isClosed = false;

  /// How many bytes were sent, behind the hello.
  int sentBytes = 0;

  /// How often something was sent.
  int writes = 0;

  /// How large the last frame was, in bytes without its length.
  int lastFrame = 0;

  /// The frames that the front end has sent.
  final Inbox<SentFrame> sent = Inbox();

  @override
  int buffered = 0;

  @override
  void open(TransportReceiver receiver) => _receiver = receiver;

  @override
  void send(Uint8List bytes) {
    writes++;
    _rest =
        (BytesBuilder()
              ..add(_rest)
              ..add(bytes))
            .takeBytes();
    while (_rest.length >= 4) {
      final end = 4 + ByteData.sublistView(_rest).getUint32(0);
      if (end > _rest.length) {
        break;
      }
      final frame = SentFrame(Uint8List.sublistView(_rest, 4, end));
      if (frame.kind != FrameKind.hello) {
        sentBytes += end;
      }
      _rest = Uint8List.sublistView(_rest, end);
      lastFrame = end - 4;
      sent.put(frame);
    }
  }

  @override
  void close() {
    if (!isClosed) {
      isClosed = true;
      scheduleMicrotask(() => _receiver?.closed());
    }
  }

  /// Ends the link as a network does.
  void cut([Object? cause]) {
    isClosed = true;
    _receiver?.closed(cause);
  }

  /// What waited was written.
  void drain() {
    buffered = 0;
    _receiver?.drained();
  }

  /// Bytes arrive.
  void receive(Uint8List bytes) => _receiver?.received(bytes);

  /// The core says something.
  void say(int kind, Map<int, Object?> fields) => receive(framed(kind, fields));

  void welcome([Map<int, Object?> fields = const {}]) => say(
    FrameKind.welcome,
    {1: 1, 2: 'played', 4: 4 * 1024 * 1024, 5: 16, 6: 4, 7: 1000, ...fields},
  );

  /// The next frame of that kind; others may come before.
  Future<RawMessage> next(int kind) async {
    while (true) {
      final frame = await sent.next();
      if (frame.kind == kind) {
        return frame.body;
      }
    }
  }

  void answer(int id, [Map<int, Object?> fields = const {}]) =>
      say(FrameKind.response, {...fields, 3: id});

  void item(int id, String text) => say(FrameKind.item, {
    1: id,
    2: raw({1: text}),
  });

  void notify(
    int seq, {
    int type = 1,
    String subject = '',
    Uint8List? payload,
    Uint8List? error,
    bool confirm = false,
  }) => say(FrameKind.notification, {
    1: 'Test',
    2: type,
    3: subject,
    4: payload,
    5: error,
    6: seq,
    7: confirm,
  });
}
