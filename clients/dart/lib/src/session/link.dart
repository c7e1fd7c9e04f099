import 'dart:typed_data';

import '../codec/errors.dart';
import '../contract/group.dart';
import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../transport.dart';
import '../wire/frame_splitter.dart';
import '../wire/frame_writer.dart';
import '../wire/frames.dart';
import 'deadlines.dart';

/// The longest text for people that travels, in characters.
const int _longestText = 2000;

/// How many bytes are handled before the core is told that they were.
const int _ackBytes = 64 * 1024;

/// How a link ends.
enum Ending {
  /// Broken off without a word.
  lost,

  /// By the core, which did not take the front end.
  refused,

  /// By this side.
  left,
}

/// Whom a link serves. What these throw ends the link, and the core is told why.
abstract interface class LinkOwner {
  /// The core has taken the front end.
  void welcomed(Link link, WelcomeFrame welcome);

  /// A frame has come.
  void frame(Frame frame);

  /// So many bytes of the session have been handled, which the core is to be told.
  void handled(int position);

  /// There is room to write.
  void drained();

  /// A failure found here ends the link: what was written is sent first.
  void leaving();

  /// The link has ended. Called once, unless it was ended by [Link.close].
  void linkEnded(Link link, ConnectionException problem, Ending how);
}

/// What a front end says of itself. Without [resuming] the session ends with its link.
typedef Greeting = ({String client, List<Group> groups, Resuming? resuming});

/// One transport, from the hello to its end: cuts what comes into frames, and keeps their limits.
final class Link implements TransportReceiver {
  /// Nothing is said before [open].
  Link(
    this.transport,
    this.greeting,
    this._owner,
    this._limits,
    this._deadlines,
  );

  /// What carries the bytes.
  final Transport transport;

  /// What the front end says of itself.
  final Greeting greeting;
  final LinkOwner _owner;
  final Limits _limits;
  final Deadlines _deadlines;
  late final FrameSplitter _splitter = FrameSplitter(
    _limits.maxFrameBytes,
    _frame,
  );
  late final Alarm _handshakeTimeout = Alarm(_handshakeIsLate);
  late final Alarm _frameTimeout = Alarm(_frameIsLate);
  int _heldFrame = 0;
  bool _isWelcomed = false;
  bool _hasEnded = false;

  /// How many bytes the frames had that came whole.
  int _wholeBytes = 0;

  /// The position in the session of the first byte that came on this link.
  int _origin = 0;
  int? _ackedUpTo;

  /// Says hello.
  void open() {
    _deadlines.set(_handshakeTimeout, _limits.handshakeTimeout);
    transport.open(this);
    final (:client, :groups, :resuming) = greeting;
    final frames = FrameWriter();
    final size = frames.hello(client, groups, _limits, resuming);
    if (size > maxHelloBytes) {
      _end(
        ConnectionException(
          Reason.limitExceeded,
          'the hello is ${bytesText(size)}; the limit is ${bytesText(maxHelloBytes)} (Limits.maxHelloBytes of the '
          'core): the contract has too many groups',
        ),
        Ending.left,
      );
    } else if (!_hasEnded) {
      transport.send(frames.take());
    }
  }

  /// From here on what comes belongs to a session, whose bytes are counted from this position; the core is told.
  void count(int position) {
    _origin = position - _delivered;
    _ackedUpTo = position;
  }

  /// How many bytes of the session have been handled.
  int get position => _origin + _delivered;

  int get _delivered => _splitter.deliveredBytes + _wholeBytes;

  /// Ends the link because of a failure found here, and tells the core why.
  void fail(ConnectionException problem) {
    if (!_hasEnded) {
      _owner.leaving();
      _sayGoodbye(problem);
      _end(problem, Ending.left);
    }
  }

  /// Ends the link, of which nobody here is told; the core is told the farewell, if there is one.
  void close(ConnectionException? farewell) {
    if (!_hasEnded) {
      if (farewell != null) {
        _sayGoodbye(farewell);
      }
      _stop();
    }
  }

  @override
  void received(Uint8List bytes) {
    if (_take(() => _splitter.push(bytes)) && _splitter.held != _heldFrame) {
      _watchFrame(_splitter.held);
    }
  }

  @override
  void receivedFrame(Uint8List frame) => _take(() {
    if (frame.length > _limits.maxFrameBytes) {
      throw ConnectionException(
        Reason.limitExceeded,
        'the core sent a frame of ${bytesText(frame.length)}; the limit here is '
        '${bytesText(_limits.maxFrameBytes)} (limits.maxFrameBytes)',
      );
    }
    if (!_hasEnded) {
      _wholeBytes += frame.length + 4;
      _frame(frame);
    }
  });

  @override
  void drained() {
    if (!_hasEnded) {
      _owner.drained();
    }
  }

  @override
  void closed([Object? cause]) {
    final text =
        cause == null ? 'the core closed the connection' : textOf(cause);
    _end(ConnectionException(Reason.connectionLost, text, cause), Ending.lost);
  }

  /// Whether the link goes on.
  bool _take(void Function() take) {
    try {
      take();
    } on Object catch (failure) {
      fail(_problemOf(failure));
    }
    if (_hasEnded) {
      return false;
    }
    final acked = _ackedUpTo;
    if (acked != null && position - acked >= _ackBytes) {
      _ackedUpTo = position;
      _owner.handled(position);
    }
    return !_hasEnded;
  }

  void _frame(Uint8List bytes) {
    final frame = Frame.decode(bytes);
    if (_isWelcomed) {
      _owner.frame(frame);
      return;
    }
    switch (frame) {
      case WelcomeFrame():
        _isWelcomed = true;
        _deadlines.remove(_handshakeTimeout);
        _owner.welcomed(this, frame);
      case GoAwayFrame(:final reason, :final message):
        final problem = 'the core refused the connection: $message';
        _end(ConnectionException(Reason.of(reason), problem), Ending.refused);
      case UnknownFrame():
        break; // A later version's.
      default:
        throw ConnectionException(
          Reason.protocolError,
          'the core began with a ${frame.runtimeType} instead of its welcome',
        );
    }
  }

  // Without a goodbye: a core that reads the hello late goes on with the session, which that would end.
  void _handshakeIsLate() => _end(
    ConnectionException(
      Reason.limitExceeded,
      'the core has not answered the hello within ${millisText(_limits.handshakeTimeout)} (limits.handshakeTimeout)',
    ),
    Ending.lost,
  );

  void _frameIsLate() {
    final problem = ConnectionException(
      Reason.limitExceeded,
      'the core has not sent a whole frame within ${millisText(_limits.frameTimeout)} of its first byte '
      '(limits.frameTimeout)',
    );
    if (_isWelcomed && _ackedUpTo == null) {
      fail(problem);
    } else {
      _end(problem, Ending.lost); // The session can go on over another link.
    }
  }

  /// Sees to it that the frame of which a part has come comes in time; 0 if there is none.
  void _watchFrame(int held) {
    _heldFrame = held;
    if (held == 0) {
      _deadlines.remove(_frameTimeout);
    } else {
      _deadlines.set(_frameTimeout, _limits.frameTimeout);
    }
  }

  void _sayGoodbye(ConnectionException farewell) {
    final text = farewell.message;
    final frames = FrameWriter();
    frames.goAway(
      farewell.reason.number,
      text.length > _longestText ? _cut(text) : text,
    );
    transport.send(frames.take());
  }

  void _end(ConnectionException problem, Ending how) {
    if (!_hasEnded) {
      _stop();
      _owner.linkEnded(this, problem, how);
    }
  }

  void _stop() {
    _hasEnded = true;
    _splitter.stop();
    _deadlines.remove(_handshakeTimeout);
    _deadlines.remove(_frameTimeout);
    transport.close();
  }
}

/// Cuts a text, but not through a character of two units, which could not be sent.
String _cut(String text) {
  final last = text.codeUnitAt(_longestText - 1);
  final isFirstHalf = last >= 0xd800 && last < 0xdc00;
  return text.substring(0, isFirstHalf ? _longestText - 1 : _longestText);
}

ConnectionException _problemOf(Object failure) => switch (failure) {
  ConnectionException() => failure,
  MalformedMessageException() => ConnectionException(
    Reason.protocolError,
    'the core sent a malformed frame: ${failure.message}',
    failure,
  ),
  _ => ConnectionException(
    Reason.protocolError,
    'the core sent a frame that failed: ${textOf(failure)}',
    failure,
  ),
};
