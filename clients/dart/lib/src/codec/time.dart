import 'errors.dart';
import 'message_reader.dart';
import 'message_type.dart';
import 'message_writer.dart';

/// What to do with the part of a time that is smaller than a microsecond, which Dart's own types do not have: refuse it,
/// or go to the microsecond before ([floor]), after ([ceil]) or nearest ([round], halves up).
enum Rounding {
  /// Refuses it.
  exact,

  /// Goes to the microsecond before.
  floor,

  /// Goes to the microsecond after.
  ceil,

  /// Goes to the nearest microsecond, from the middle to the one after.
  round,
}

const int _nanosPerSecond = 1000000000;
const int _microsPerSecond = 1000000;

/// The first and last second of the years 1 to 9999 (timestamp.proto).
const int _minSeconds = -62135596800;
const int _maxSeconds = 253402300799;

/// About 10,000 years (duration.proto).
const int _maxSpan = 315576000000;

/// How far from 1970 a [DateTime] reaches, in seconds.
const int _maxDateSeconds = 8640000000000;

const Map<int, String> _fields = {1: 'seconds', 2: 'nanos'};

/// A point in time to the nanosecond (`java.time.Instant`, `google.protobuf.Timestamp`), of the years 1 to 9999.
final class Timestamp implements Comparable<Timestamp> {
  /// So long after 1970-01-01T00:00:00Z.
  const Timestamp({this.seconds = 0, this.nanos = 0});

  /// The same point in time; nothing is lost.
  factory Timestamp.fromDateTime(DateTime time) {
    final micros = time.microsecondsSinceEpoch;
    final rest = micros % _microsPerSecond;
    return Timestamp(
      seconds: (micros - rest) ~/ _microsPerSecond,
      nanos: rest * 1000,
    );
  }

  /// How messages read and write it.
  static const MessageType<Timestamp> type = MessageType(
    'google.protobuf.Timestamp',
    _read,
    _write,
    fields: _fields,
  );

  /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
  final int seconds;

  /// Nanoseconds after that second, 0 to 999,999,999.
  final int nanos;

  /// The time in UTC, which has microseconds only. Throws a [RangeError] where [rounding] forbids the loss or no
  /// [DateTime] reaches.
  DateTime toDateTime({Rounding rounding = Rounding.exact}) {
    if (seconds.abs() > _maxDateSeconds) {
      throw RangeError('$this is beyond what a DateTime can hold');
    }
    return DateTime.fromMicrosecondsSinceEpoch(
      _micros(this, seconds, nanos, rounding),
      isUtc: true,
    );
  }

  @override
  int compareTo(Timestamp other) =>
      seconds != other.seconds
          ? seconds.compareTo(other.seconds)
          : nanos.compareTo(other.nanos);

  @override
  bool operator ==(Object other) =>
      other is Timestamp && seconds == other.seconds && nanos == other.nanos;

  @override
  int get hashCode => Object.hash(seconds, nanos);

  @override
  String toString() => 'Timestamp(seconds: $seconds, nanos: $nanos)';

  static Timestamp _read(MessageReader reader) {
    final (seconds, nanos) = _parts(reader);
    final problem = _problem(seconds, nanos);
    if (problem != null) {
      throw reader.malformed(problem);
    }
    return Timestamp(seconds: seconds, nanos: nanos);
  }

  static void _write(Timestamp time, MessageWriter out) {
    final problem = _problem(time.seconds, time.nanos);
    if (problem != null) {
      throw InvalidValueException(out.path.text(0), problem);
    }
    out
      ..int64(8, time.seconds)
      ..int32(16, time.nanos);
  }

  static String? _problem(int seconds, int nanos) =>
      seconds < _minSeconds || seconds > _maxSeconds
          ? '$seconds seconds since 1970 are outside of what google.protobuf.Timestamp holds: the years 0001 to 9999'
          : nanos < 0 || nanos >= _nanosPerSecond
          ? '$nanos nanoseconds; 0 to 999,999,999 are allowed'
          : null;
}

/// A span of time to the nanosecond (`java.time.Duration`, `google.protobuf.Duration`), of at most 315,576,000,000 seconds
/// in either direction.
final class TimeSpan implements Comparable<TimeSpan> {
  /// So long.
  const TimeSpan({this.seconds = 0, this.nanos = 0});

  /// The same span; nothing is lost.
  factory TimeSpan.fromDuration(Duration duration) {
    final micros = duration.inMicroseconds;
    return TimeSpan(
      seconds: micros ~/ _microsPerSecond,
      nanos: micros.remainder(_microsPerSecond) * 1000,
    );
  }

  /// How messages read and write it.
  static const MessageType<TimeSpan> type = MessageType(
    'google.protobuf.Duration',
    _read,
    _write,
    fields: _fields,
  );

  /// Whole seconds.
  final int seconds;

  /// −999,999,999 to 999,999,999, of the same sign as [seconds].
  final int nanos;

  /// The span as Dart's own type, which has microseconds only. Throws a [RangeError] where [rounding] forbids the loss,
  /// or the span is too long to be counted in microseconds.
  Duration toDuration({Rounding rounding = Rounding.exact}) {
    if (seconds.abs() > _maxSpan) {
      throw RangeError('$this is too long to be counted in microseconds');
    }
    return Duration(microseconds: _micros(this, seconds, nanos, rounding));
  }

  @override
  int compareTo(TimeSpan other) =>
      seconds != other.seconds
          ? seconds.compareTo(other.seconds)
          : nanos.compareTo(other.nanos);

  @override
  bool operator ==(Object other) =>
      other is TimeSpan && seconds == other.seconds && nanos == other.nanos;

  @override
  int get hashCode => Object.hash(seconds, nanos);

  @override
  String toString() => 'TimeSpan(seconds: $seconds, nanos: $nanos)';

  static TimeSpan _read(MessageReader reader) {
    final (seconds, nanos) = _parts(reader);
    final problem = _problem(seconds, nanos);
    if (problem != null) {
      throw reader.malformed(problem);
    }
    return TimeSpan(seconds: seconds, nanos: nanos);
  }

  static void _write(TimeSpan span, MessageWriter out) {
    final problem = _problem(span.seconds, span.nanos);
    if (problem != null) {
      throw InvalidValueException(out.path.text(0), problem);
    }
    out
      ..int64(8, span.seconds)
      ..int32(16, span.nanos);
  }

  static String? _problem(int seconds, int nanos) =>
      nanos.abs() >= _nanosPerSecond
          ? '$nanos nanoseconds; -999,999,999 to 999,999,999 are allowed'
          : seconds.sign * nanos.sign < 0
          ? '$seconds seconds and $nanos nanoseconds have different signs'
          : seconds < -_maxSpan || seconds > _maxSpan
          ? '$seconds seconds are outside of what google.protobuf.Duration holds: 315,576,000,000 in either direction'
          : null;
}

(int, int) _parts(MessageReader reader) {
  var seconds = 0;
  var nanos = 0;
  for (var tag = reader.tag(); tag != 0; tag = reader.tag()) {
    switch (tag) {
      case 8:
        seconds = reader.int64();
      case 16:
        nanos = reader.int32();
      default:
        reader.skip(tag);
    }
  }
  return (seconds, nanos);
}

int _micros(Object time, int seconds, int nanos, Rounding rounding) {
  final below = nanos % 1000;
  final floor = seconds * _microsPerSecond + (nanos - below) ~/ 1000;
  switch (rounding) {
    case Rounding.floor:
      return floor;
    case Rounding.ceil:
      return below == 0 ? floor : floor + 1;
    case Rounding.round:
      return below < 500 ? floor : floor + 1;
    case Rounding.exact:
      if (below != 0) {
        throw RangeError(
          '$time is no whole number of microseconds; pass a Rounding',
        );
      }
      return floor;
  }
}
