/// The limits that this side of a connection keeps; the core has its own and tells some of them.
final class Limits {
  /// Takes the defaults for those that are left out. Throws a [RangeError] that names one that is out of range.
  Limits({
    this.maxFrameBytes = 4 * 1024 * 1024,
    this.maxQueueBytes = 16 * 1024 * 1024,
    this.streamItems = 256,
    this.streamBytes = 256 * 1024,
    this.handshakeTimeout = const Duration(seconds: 10),
    this.frameTimeout = const Duration(seconds: 30),
    this.drainTimeout = const Duration(seconds: 5),
  }) {
    _check(maxFrameBytes, 64, 'maxFrameBytes');
    _check(maxQueueBytes, 64, 'maxQueueBytes');
    _check(streamItems, 1, 'streamItems');
    _check(streamBytes, 1, 'streamBytes');
    _check(handshakeTimeout.inMilliseconds, 1, 'handshakeTimeout');
    _check(frameTimeout.inMilliseconds, 1, 'frameTimeout');
    _check(drainTimeout.inMilliseconds, 0, 'drainTimeout');
  }

  /// The largest frame that is accepted, in bytes without its length.
  final int maxFrameBytes;

  /// How many bytes may wait to be written, and, counted apart, how many bytes of received items may wait to be
  /// taken, of all calls of a connection together. A call beyond either fails with [Reason.overloaded]; items that
  /// are sent wait instead.
  final int maxQueueBytes;

  /// How many items of a stream may wait to be taken; the core sends no more ahead.
  final int streamItems;

  /// How many bytes of a stream's items may wait to be taken; the last of them may go beyond.
  final int streamBytes;

  /// How long connecting may take, from the first byte to the core's welcome.
  final Duration handshakeTimeout;

  /// How long a frame may take from its first byte to its last.
  final Duration frameTimeout;

  /// How long `close()` waits for calls in flight.
  final Duration drainTimeout;

  static void _check(int value, int lowest, String name) {
    if (value < lowest || value > 0x7fffffff) {
      throw RangeError.range(value, lowest, 0x7fffffff, 'limits.$name');
    }
  }
}

/// The largest `Hello` that a core reads, in bytes; its own limit is not known yet when it is sent.
const int maxHelloBytes = 4 * 1024;

/// The largest frame that a core takes that does not say so, in bytes.
const int defaultFrameBytes = 4 * 1024 * 1024;

/// A number as texts for people have it: `5,242,880`.
String countText(int count) {
  final digits = '$count';
  final text = StringBuffer();
  for (var at = 0; at < digits.length; at++) {
    if (at > 0 && (digits.length - at) % 3 == 0 && digits[at - 1] != '-') {
      text.write(',');
    }
    text.write(digits[at]);
  }
  return '$text';
}

/// A number of bytes as texts for people have it: `5,242,880 bytes`.
String bytesText(int count) => '${countText(count)} bytes';

/// A time as texts for people have it: `30,000 ms`. Rounded up, as a call's `timeout_ms` is: no time at all is shorter.
String millisText(Duration time) =>
    '${countText((time.inMicroseconds / 1000).ceil())} ms';
