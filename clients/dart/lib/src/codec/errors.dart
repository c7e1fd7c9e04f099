/// Bytes that are not a message of the expected type: cut short, nested too deep, not UTF-8, or not Protobuf at all.
/// Nothing of such a message is handed out.
final class MalformedMessageException implements Exception {
  /// Says what is wrong with what.
  const MalformedMessageException(this.path, this.problem);

  /// What was being read, such as `UserProfilePB.address.street`.
  final String path;

  /// What is wrong with it.
  final String problem;

  /// Both, for people.
  String get message => '$path: $problem';

  @override
  String toString() => 'MalformedMessageException: $message';
}

/// A value that its field cannot hold, such as 2^40 in an `int32`. Nothing has been sent.
final class InvalidValueException implements Exception {
  /// Says what is wrong with what.
  const InvalidValueException(this.path, this.problem);

  /// What was being written, such as `UserProfilePB.address.street`.
  final String path;

  /// What is wrong with it.
  final String problem;

  /// Both, for people.
  String get message => '$path: $problem';

  @override
  String toString() => 'InvalidValueException: $message';
}
