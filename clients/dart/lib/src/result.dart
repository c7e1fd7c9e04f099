/// What became of a call: its result, or the error that its event declares.
///
/// ```dart
/// switch (await UserEventSignIn(payload).send()) {
///   case Success(:final value): greet(value.name);
///   case Failure(:final error): show(error.msg);
/// }
/// ```
sealed class Result<T, E> {
  const Result();
}

/// The event's result.
final class Success<T, E> extends Result<T, E> {
  /// Makes a success of a result.
  const Success(this.value);

  /// The result.
  final T value;

  @override
  bool operator ==(Object other) => other is Success && other.value == value;

  @override
  int get hashCode => Object.hash(Success, value);

  @override
  String toString() => 'Success($value)';
}

/// The event's declared error.
final class Failure<T, E> extends Result<T, E> {
  /// Makes a failure of a declared error.
  const Failure(this.error);

  /// The declared error.
  final E error;

  @override
  bool operator ==(Object other) => other is Failure && other.error == error;

  @override
  int get hashCode => Object.hash(Failure, error);

  @override
  String toString() => 'Failure($error)';
}
