/// Talks to a Parley core: typed calls, streams and notifications over one connection.
///
/// This library is the same on every platform. `io.dart` has the unix socket, `ffi.dart` a core in this process.
library;

export 'src/calls/options.dart' show noTimeout;
export 'src/cancellation.dart';
export 'src/codec/errors.dart';
export 'src/codec/open_enum.dart' show OpenEnum;
export 'src/codec/time.dart' show Rounding, TimeSpan, Timestamp;
export 'src/contract/group.dart';
export 'src/core.dart' show Core;
export 'src/errors.dart' hide textOf;
export 'src/event.dart';
export 'src/limits.dart' show Limits;
export 'src/listening/listener.dart' show NotificationListener;
export 'src/listening/observe.dart' show Observation;
export 'src/reason.dart';
export 'src/result.dart';
export 'src/resync.dart';
export 'src/session/attempts.dart' show Backoff;
export 'src/session/states.dart' show ConnectionState, StateChange;
export 'src/transport.dart';
export 'src/validation/violation.dart';
