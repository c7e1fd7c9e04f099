import 'dart:async';

import 'package:flowy/flowy.dart';
import 'package:parley/parley.dart';

/// The event's handler refuses with this code.
Future<FlowyError> refused<T>(
  Future<Result<T, FlowyError>> call,
  ErrorCode code,
) async => switch (await call) {
  Failure(:final error) when error.code == code => error,
  final other => throw StateError('it came to $other, not to $code'),
};

/// The call fails for this reason, without a declared error.
Future<CallException> failed(Future<Object?> call, Reason reason) async {
  final Object? value;
  try {
    value = await call;
  } on CallException catch (failure) {
    if (failure.reason != reason) {
      throw StateError('it failed for $failure, not for $reason');
    }
    return failure;
  }
  throw StateError('it did not fail; it came to $value');
}

/// Gathers what arrives and lets a test wait for it.
final class Inbox<T> {
  final List<T> all = [];
  void Function() _wake = () {};

  void put(T item) {
    all.add(item);
    _wake();
  }

  /// The first ones, when there are as many.
  Future<List<T>> first(int count) async {
    while (all.length < count) {
      final arrived = Completer<void>();
      _wake = () {
        if (!arrived.isCompleted) {
          arrived.complete();
        }
      };
      await arrived.future;
    }
    return all.sublist(0, count);
  }
}
