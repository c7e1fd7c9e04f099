/// What generated code is made of. Applications import `package:parley/parley.dart` and what was generated for them.
library;

export 'src/codec/collections.dart';
export 'src/codec/errors.dart';
export 'src/codec/kind.dart' show Kind;
export 'src/codec/message_reader.dart' show MessageReader;
export 'src/codec/message_type.dart' show MessageType;
export 'src/codec/message_writer.dart' show MessageWriter;
export 'src/codec/open_enum.dart' show EnumType, OpenEnum;
export 'src/codec/time.dart' show Rounding, TimeSpan, Timestamp;
export 'src/contract/group.dart' show Group;
export 'src/core.dart' show Core;
export 'src/event.dart';
export 'src/event_type.dart';
export 'src/listening/listener.dart' show NotificationListener;
export 'src/listening/notification_type.dart';
export 'src/listening/observe.dart' show Observation, observeNotifications;
export 'src/listening/streams.dart';
export 'src/result.dart';
export 'src/resync.dart';
export 'src/validation/violation.dart';
export 'src/validation/violations.dart' show Violations;
