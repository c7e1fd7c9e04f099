import 'dart:typed_data';

import '../wire/frames.dart';
import 'backlog.dart';
import 'notification_type.dart';

/// A notification that has come.
final class ReceivedNotification {
  /// Copies what it keeps, as the frame's bytes may be a piece of more.
  ReceivedNotification(NotificationFrame frame)
    : type = frame.type,
      subject = frame.subject,
      _isError = frame.error != null,
      _isLatest = frame.confirm,
      _payload = Uint8List.fromList(frame.error ?? frame.payload ?? const []);

  /// Its number in its source.
  final int type;

  /// Whom or what it is about; empty for nobody.
  final String subject;
  final bool _isError;
  final bool _isLatest;
  final Uint8List _payload;
  NotificationType<Object?>? _readAs;
  Object? _value;

  /// What keeping it takes; a `latest` one takes the place of an older one of its type and subject.
  Cost get cost => (
    bytes: _payload.length + subject.length + constantBytes,
    replaces: _isLatest ? '$type $subject' : null,
  );

  /// What it tells. Who reads it as the same type is given the same object. Throws what reading a payload throws.
  V read<V>(NotificationType<V> type) {
    if (!identical(_readAs, type)) {
      _value = type.read(_payload, isError: _isError);
      _readAs = type;
    }
    return _value as V;
  }
}
