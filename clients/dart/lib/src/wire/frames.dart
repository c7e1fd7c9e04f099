import 'dart:typed_data';

import '../codec/collections.dart';
import '../codec/message_reader.dart';
import '../codec/path.dart';

/// What the core sends, as `docs/protocol.md` has it. Payloads are views of the frame's bytes, not copies.
sealed class Frame {
  const Frame();

  /// Reads a frame, without its length. Throws a `MalformedMessageException`.
  static Frame decode(Uint8List bytes) {
    final reader = MessageReader(bytes, _names);
    Frame? frame;
    var number = 0;
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      if (tag & 7 != 2) {
        reader.skip(tag);
        continue;
      }
      final body = reader.view();
      if (number != 0 && number != tag >>> 3) {
        throw reader.malformed(
          'it has two bodies, numbers $number and ${tag >>> 3}',
        );
      }
      if (frame != null) {
        throw reader.malformed('it has two bodies of number $number');
      }
      number = tag >>> 3;
      frame = _body(number, body);
    }
    return frame ?? UnknownFrame(number);
  }

  static const MessageNames _names = PlainNames('Frame');

  /// The body of that number; those that only a front end sends are unknown here.
  static Frame _body(int number, Uint8List body) {
    MessageReader reader(String name) => MessageReader(body, PlainNames(name));
    return switch (number) {
      2 => WelcomeFrame._read(reader('Welcome')),
      4 => ResponseFrame._read(reader('Response')),
      5 => NotificationFrame._read(reader('Notification')),
      9 => StreamItemFrame._read(reader('StreamItem')),
      11 => CreditFrame._read(reader('Credit')),
      12 => PingFrame(_number(reader('Ping'))),
      13 => PongFrame(_number(reader('Pong'))),
      14 => GoAwayFrame._read(reader('GoAway')),
      15 => AckFrame(_number(reader('Ack'))),
      17 => ResyncFrame._read(reader('Resync')),
      _ => UnknownFrame(number),
    };
  }
}

/// The only field of some frames: a number.
int _number(MessageReader reader) {
  var number = 0;
  for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
    if (tag == 8) {
      number = reader.uint64();
    } else {
      reader.skip(tag);
    }
  }
  return number;
}

/// The fields of [GoAwayFrame] and [ResyncFrame].
(int, String) _reason(MessageReader reader) {
  var reason = 0;
  var message = '';
  for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
    switch (tag) {
      case 8:
        reason = reader.int32();
      case 18:
        message = reader.string();
      default:
        reader.skip(tag);
    }
  }
  return (reason, message);
}

/// The core's half of the handshake.
final class WelcomeFrame extends Frame {
  const WelcomeFrame._({
    required this.protocol,
    required this.core,
    required this.groups,
    required this.maxFrameBytes,
    required this.maxCalls,
    required this.streamItems,
    required this.streamBytes,
    required this.session,
    required this.resumeMs,
    required this.resumed,
    required this.received,
  });

  factory WelcomeFrame._read(MessageReader reader) {
    var (protocol, core, groups) = (0, '', <GroupInfo>[]);
    var (maxFrameBytes, maxCalls, streamItems, streamBytes) = (0, 0, 0, 0);
    var (session, resumeMs, resumed, received) = (noBytes, 0, false, 0);
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          protocol = reader.uint32();
        case 18:
          core = reader.string();
        case 26:
          groups.add(
            GroupInfo._read(
              MessageReader(reader.view(), const PlainNames('GroupInfo')),
            ),
          );
        case 32:
          maxFrameBytes = reader.uint32();
        case 40:
          maxCalls = reader.uint32();
        case 48:
          streamItems = reader.uint32();
        case 56:
          streamBytes = reader.uint32();
        case 66:
          session = reader.bytes();
        case 72:
          resumeMs = reader.uint32();
        case 80:
          resumed = reader.bool();
        case 88:
          received = reader.uint64();
        default:
          reader.skip(tag);
      }
    }
    return WelcomeFrame._(
      protocol: protocol,
      core: core,
      groups: groups,
      maxFrameBytes: maxFrameBytes,
      maxCalls: maxCalls,
      streamItems: streamItems,
      streamBytes: streamBytes,
      session: session,
      resumeMs: resumeMs,
      resumed: resumed,
      received: received,
    );
  }

  /// The version of the protocol.
  final int protocol;

  /// The core's name.
  final String core;

  /// The groups that it serves.
  final List<GroupInfo> groups;

  /// The largest frame that it accepts, in bytes; 0 if it does not say.
  final int maxFrameBytes;

  /// How many calls it takes at a time on this connection; 0 if it does not say.
  final int maxCalls;

  /// How many items it takes of each stream before it gives more credit.
  final int streamItems;

  /// The same in bytes.
  final int streamBytes;

  /// The session's id, a secret, by which it can be resumed; empty if it ends with its link.
  final Uint8List session;

  /// How long the session outlives its link, in milliseconds.
  final int resumeMs;

  /// Whether it is the session that was asked for.
  final bool resumed;

  /// How many bytes of that session the core has handled.
  final int received;
}

/// A contract group as the core knows it; the shape is sent only where the fingerprints differ.
final class GroupInfo {
  /// Describes a group.
  const GroupInfo(this.name, this.fingerprint, this.shape);

  factory GroupInfo._read(MessageReader reader) {
    var (name, fingerprint, shape) = ('', '', '');
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          name = reader.string();
        case 18:
          fingerprint = reader.string();
        case 26:
          shape = reader.string();
        default:
          reader.skip(tag);
      }
    }
    return GroupInfo(name, fingerprint, shape);
  }

  /// Its name, such as `UserEvent`.
  final String name;

  /// The first 16 hexadecimal digits of the shape's SHA-256.
  final String fingerprint;

  /// Lines of `key = value`; empty where the fingerprints agree.
  final String shape;
}

/// The answer to a request or subscription.
final class ResponseFrame extends Frame {
  const ResponseFrame._(this.payload, this.code, this.id, this.reason);

  factory ResponseFrame._read(MessageReader reader) {
    var (payload, code, id, reason) = (noBytes, 0, 0, 0);
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          payload = reader.view();
        case 16:
          code = reader.int32();
        case 24:
          id = reader.uint64();
        case 32:
          reason = reader.int32();
        default:
          reader.skip(tag);
      }
    }
    return ResponseFrame._(payload, code, id, reason);
  }

  /// The result, the declared error or a text, by [code].
  final Uint8List payload;

  /// 0 Ok, 1 Err, 2 Internal.
  final int code;

  /// The request's id.
  final int id;

  /// Why, where [code] is Internal.
  final int reason;
}

/// One notification; of [payload] and [error] one is `null`.
final class NotificationFrame extends Frame {
  const NotificationFrame._({
    required this.source,
    required this.type,
    required this.subject,
    required this.payload,
    required this.error,
    required this.seq,
    required this.confirm,
  });

  factory NotificationFrame._read(MessageReader reader) {
    var (source, type, subject) = ('', 0, '');
    Uint8List? payload;
    Uint8List? error;
    var (seq, confirm) = (0, false);
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          source = reader.string();
        case 16:
          type = reader.int32();
        case 26:
          subject = reader.string();
        case 34:
          payload = reader.view();
        case 42:
          error = reader.view();
        case 48:
          seq = reader.uint64();
        case 56:
          confirm = reader.bool();
        default:
          reader.skip(tag);
      }
    }
    return NotificationFrame._(
      source: source,
      type: type,
      subject: subject,
      payload: payload,
      error: error,
      seq: seq,
      confirm: confirm,
    );
  }

  /// Whose notification it is, such as `User`.
  final String source;

  /// Its number within the source.
  final int type;

  /// Whom or what it is about.
  final String subject;

  /// Its message.
  final Uint8List? payload;

  /// Its typed error.
  final Uint8List? error;

  /// Its number in the session, from 1 on.
  final int seq;

  /// Whether the core waits until it was taken.
  final bool confirm;
}

/// One item of a stream.
final class StreamItemFrame extends Frame {
  const StreamItemFrame._(this.id, this.payload);

  factory StreamItemFrame._read(MessageReader reader) {
    var (id, payload) = (0, noBytes);
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          id = reader.uint64();
        case 18:
          payload = reader.view();
        default:
          reader.skip(tag);
      }
    }
    return StreamItemFrame._(id, payload);
  }

  /// The call's id.
  final int id;

  /// The item's message.
  final Uint8List payload;
}

/// How much more of a stream may be sent.
final class CreditFrame extends Frame {
  const CreditFrame._(this.id, this.items, this.bytes);

  factory CreditFrame._read(MessageReader reader) {
    var (id, items, bytes) = (0, 0, 0);
    for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          id = reader.uint64();
        case 16:
          items = reader.uint32();
        case 24:
          bytes = reader.uint32();
        default:
          reader.skip(tag);
      }
    }
    return CreditFrame._(id, items, bytes);
  }

  /// The call's id.
  final int id;

  /// How many items more.
  final int items;

  /// How many bytes more.
  final int bytes;
}

/// Asks for a pong of the same number.
final class PingFrame extends Frame {
  /// With its number.
  const PingFrame(this.id);

  /// The number.
  final int id;
}

/// Answers a ping.
final class PongFrame extends Frame {
  /// With the ping's number.
  const PongFrame(this.id);

  /// The ping's number.
  final int id;
}

/// Why the core ends the connection, or that it takes no new calls.
final class GoAwayFrame extends Frame {
  const GoAwayFrame._(this.reason, this.message);

  factory GoAwayFrame._read(MessageReader reader) {
    final (reason, message) = _reason(reader);
    return GoAwayFrame._(reason, message);
  }

  /// Why, for programs.
  final int reason;

  /// Why, for people.
  final String message;
}

/// How many bytes of the session the core has handled.
final class AckFrame extends Frame {
  /// With the position.
  const AckFrame(this.received);

  /// The position.
  final int received;
}

/// That notifications were lost, and why.
final class ResyncFrame extends Frame {
  const ResyncFrame._(this.reason, this.message);

  factory ResyncFrame._read(MessageReader reader) {
    final (reason, message) = _reason(reader);
    return ResyncFrame._(reason, message);
  }

  /// Why, for programs.
  final int reason;

  /// Why, for people.
  final String message;
}

/// A frame that is not for a front end, or of a later version of the protocol.
final class UnknownFrame extends Frame {
  /// With the number of its body, 0 if it has none.
  const UnknownFrame(this.number);

  /// The number of its body.
  final int number;
}
