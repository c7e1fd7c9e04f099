import 'dart:async';

import 'package:parley/parley.dart';

import 'played_core.dart';

/// What the future fails with.
Future<F> thrownBy<F extends Object>(Future<Object?> future) async {
  final Object? value;
  try {
    value = await future;
  } on F catch (failure) {
    return failure;
  }
  throw StateError('it did not fail with a $F; it came to $value');
}

/// The call fails for this reason.
Future<CallException> failed(Future<Object?> call, Reason reason) async {
  final failure = await thrownBy<CallException>(call);
  if (failure.reason != reason) {
    throw StateError('it failed for $failure, not for $reason');
  }
  return failure;
}

/// Ends a connection whose calls are not answered.
Future<void> giveUp(Core core, PlayedLink link) async {
  link.cut();
  await core.close();
}
