import 'dart:typed_data';

import '../reason.dart';
import '../wire/frames.dart';
import 'requests.dart';

/// Something that waits for exactly one answer: a call, or a subscription's acknowledgement.
abstract interface class Pending {
  /// The core has answered.
  void answered(ResponseFrame frame);

  /// There will be no answer.
  void failed(Reason reason, String problem, [Object? cause]);

  /// Takes what belongs to a stream; `null` for a call that has no items.
  PendingItems? get items;

  /// Makes a call again whose session was lost after it was sent; whether it may be.
  bool again(Requests requests, int id);
}

/// What comes for a call with items before its answer.
abstract interface class PendingItems {
  /// An item has come. Throws a `ConnectionException` if it should not have.
  void received(Uint8List payload);

  /// The core takes so many items and bytes more. Throws a `ConnectionException` if that is beyond all bounds.
  void credited(int items, int bytes);
}
