import 'dart:async';
import 'dart:typed_data';

/// A way to one core: knows how to reach it, once or again and again.
abstract interface class Dialer {
  /// Whether a connection that was lost may be replaced by another.
  bool get reconnects;

  /// Opens a transport, within [timeout]. Fails with a `ConnectionException` that says what to do.
  Future<Transport> dial(Duration timeout);

  /// Lets go what outlives transports, such as a core in this process; called once, when nothing is dialled any more.
  Future<void> release();
}

/// A byte stream to a core, in order and without loss, such as a socket. What travels on it is decided by the
/// protocol; a transport passes bytes and knows nothing of them.
abstract interface class Transport {
  /// How many of the bytes that were sent still wait in this process because the other side does not read them.
  /// A transport that answers more than 0 must call [TransportReceiver.drained].
  int get buffered;

  /// Begins to deliver to the receiver. Called once, before anything is sent.
  void open(TransportReceiver receiver);

  /// Sends bytes behind those sent before: whole frames, each behind its length, but for what is sent again on
  /// a new link. They are never changed afterwards, so none need be copied.
  void send(Uint8List bytes);

  /// Sends what is still waiting and ends the connection; `closed` is called when it has ended.
  void close();
}

/// What a transport delivers to.
abstract interface class TransportReceiver {
  /// Bytes have arrived. They belong to the receiver from here on.
  void received(Uint8List bytes);

  /// A whole frame has arrived, without its length; for transports that have messages of their own.
  void receivedFrame(Uint8List frame);

  /// Nothing waits any more. Calling this more often does no harm.
  void drained();

  /// The connection has ended, by either side or by a failure, which is then given. Called once, at last.
  void closed([Object? cause]);
}
