import 'dart:typed_data';

import '../codec/message_type.dart';
import '../codec/message_writer.dart';
import '../codec/path.dart';
import '../contract/group.dart';
import '../limits.dart';

/// The version of the protocol that is spoken here.
const int protocolVersion = 1;

/// What a front end that dials again says of its session: its id, `null` if a new one is wanted, and how many bytes of it
/// were handled here.
typedef Resuming = ({Uint8List? session, int received});

/// The tags of frames: field number and wire type 2.
abstract final class _Tag {
  static const hello = 10;
  static const request = 26;
  static const subscribe = 50;
  static const unsubscribe = 58;
  static const cancel = 66;
  static const streamItem = 74;
  static const streamEnd = 82;
  static const credit = 90;
  static const pong = 106;
  static const goAway = 114;
  static const ack = 122;
  static const heard = 130;
}

/// Writes a front end's frames, each behind its length, into a buffer that is handed to the transport as a whole.
///
/// A frame that fails to be written is as if it had not been begun; one that turned out too large is taken back by [drop].
/// Each method that writes a frame returns its size in bytes, without the four bytes of its length.
final class FrameWriter {
  final MessageWriter _out = MessageWriter(
    const PlainNames('Frame'),
    16 * 1024,
  );
  int _mark = 0;
  int _payloadBytes = 0;

  /// How many bytes were written since the last [take].
  int get length => _out.length;

  /// Hands out the frames that were written.
  Uint8List take() => _out.take();

  /// Takes the last frame back.
  void drop() => _out.rewind(_mark);

  /// The size of the item that was written last, in bytes, without what surrounds it.
  int get payloadBytes => _payloadBytes;

  /// The first frame on a link; without [resuming] the session ends with it.
  int hello(
    String client,
    List<Group> groups,
    Limits limits,
    Resuming? resuming,
  ) => _frame(_Tag.hello, () {
    _out
      ..uint32(8, protocolVersion)
      ..string(18, client);
    for (final group in groups) {
      _out.tag(26);
      final at = _out.open();
      _out
        ..string(10, group.name)
        ..string(18, group.fingerprint)
        ..close(at);
    }
    _out
      ..uint32(32, limits.maxFrameBytes)
      ..uint32(40, limits.streamItems)
      ..uint32(48, limits.streamBytes)
      ..bool(56, resuming != null);
    if (resuming case (session: final session?, :final received)) {
      _out
        ..bytes(66, session)
        ..count(72, received);
    }
  });

  /// A call. [type] is `null` for an event without a payload, [timeoutMs] 0 for none.
  int request<P>(
    int id,
    String event,
    MessageType<P>? type,
    P payload,
    int timeoutMs,
    String? traceparent,
  ) => _frame(_Tag.request, () {
    _out.string(10, event);
    if (type != null) {
      _out.payload(18, type, payload);
    }
    _out
      ..count(24, id)
      ..uint32(32, timeoutMs)
      ..string(42, traceparent ?? '');
  });

  /// One item of a stream.
  int item<I>(int id, MessageType<I> type, I item) =>
      _frame(_Tag.streamItem, () {
        _out.count(8, id);
        _payloadBytes = _out.payload(18, type, item);
      });

  /// More room for a stream of the core's; [bytes] may be 0.
  int credit(int id, int items, int bytes) => _frame(_Tag.credit, () {
    _out
      ..count(8, id)
      ..uint32(16, items)
      ..uint32(24, bytes);
  });

  /// The answer to a ping.
  int pong(int id) => _frame(_Tag.pong, () => _out.uint64(8, id));

  /// The last frame on a link.
  int goAway(int reason, String message) => _frame(_Tag.goAway, () {
    _out
      ..int32(8, reason)
      ..string(18, message);
  });

  /// How many bytes of the session were handled here.
  int ack(int received) => _numbered(_Tag.ack, received);

  /// Gives a call up.
  int cancel(int id) => _numbered(_Tag.cancel, id);

  /// The end of a stream to the core.
  int streamEnd(int id) => _numbered(_Tag.streamEnd, id);

  /// Listens to a source's notifications: those of [types] about [subjects], or all where none are named.
  int subscribe(
    int id,
    String source,
    List<int> types,
    List<String> subjects,
  ) => _frame(_Tag.subscribe, () {
    _out
      ..count(8, id)
      ..string(18, source);
    if (types.isNotEmpty) {
      _out.tag(26);
      final at = _out.open();
      types.forEach(_out.putInt32);
      _out.close(at);
    }
    for (final subject in subjects) {
      _out
        ..tag(34)
        ..putString(subject);
    }
  });

  /// Ends a subscription.
  int unsubscribe(int id) => _numbered(_Tag.unsubscribe, id);

  /// Says that every notification up to a number was taken.
  int heard(int seq) => _numbered(_Tag.heard, seq);

  int _numbered(int tag, int number) =>
      _frame(tag, () => _out.count(8, number));

  int _frame(int tag, void Function() write) {
    _mark = _out.length;
    final hole = _out.hole();
    _out.tag(tag);
    final body = _out.open();
    try {
      write();
    } on Object {
      drop();
      rethrow;
    }
    _out.close(body);
    final size = _out.length - hole - 4;
    _out.fill(hole, size);
    return size;
  }
}
