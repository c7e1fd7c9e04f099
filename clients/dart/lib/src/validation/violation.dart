/// A value that a constraint of the contract refuses; a core says the same in the same words.
final class Violation {
  /// Says what is wrong with what.
  const Violation(this.path, this.constraint, this.message);

  /// Where the value stands: `email`, `items[2].email`, `byName["Ada"].email`.
  final String path;

  /// The constraint's annotation in the contract, such as `Email`.
  final String constraint;

  /// What is wrong, for people: `must be an e-mail address`.
  final String message;

  @override
  bool operator ==(Object other) =>
      other is Violation &&
      path == other.path &&
      constraint == other.constraint &&
      message == other.message;

  @override
  int get hashCode => Object.hash(path, constraint, message);

  /// `items[2].email: must be an e-mail address`.
  @override
  String toString() => '$path: $message';
}
