import 'dart:async';
import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../transport.dart';

/// How long a connection that ends waits for the core to read what was sent.
const Duration _linger = Duration(seconds: 5);

/// The longest path of a unix socket, in bytes (`sun_path` of unix(7), less its final zero).
final int _longestPath = Platform.isLinux ? 107 : 103;

/// How much is handed to the operating system at once, in bytes; so that what it does not take is known to wait.
const int _chunk = 64 * 1024;

/// Reaches a core over its unix socket.
final class UnixSocket implements Dialer {
  /// The socket is looked for when it is dialled.
  const UnixSocket(this.path);

  /// Where the core listens.
  final String path;

  @override
  bool get reconnects => true;

  @override
  Future<Transport> dial(Duration timeout) async {
    // The platform would cut the path short and look for another file.
    final length = utf8.encode(path).length;
    if (length > _longestPath) {
      throw ConnectionException(
        Reason.notConnected,
        "$path: the path has $length bytes; a unix socket's may have $_longestPath",
      );
    }
    try {
      final address = InternetAddress(path, type: InternetAddressType.unix);
      return _SocketTransport(
        await RawSocket.connect(address, 0, timeout: timeout),
      );
    } on SocketException catch (cause) {
      throw ConnectionException(
        Reason.notConnected,
        '$path: ${_advice(cause, timeout)}',
        cause,
      );
    }
  }

  @override
  Future<void> release() => Future.value();

  String _advice(SocketException cause, Duration timeout) => switch (cause
      .osError
      ?.errorCode) {
    2 =>
      'there is no such socket; is the core running, and is this the path it was given?',
    61 || 111 => 'nobody listens at this socket any more; start the core again',
    1 || 13 =>
      'this user may not use the socket; a core serves the user that runs it',
    null =>
      'nobody has accepted the connection within ${millisText(timeout)} (limits.handshakeTimeout)',
    _ => cause.osError?.message ?? cause.message,
  };
}

/// A unix socket as a byte stream.
final class _SocketTransport implements Transport {
  _SocketTransport(this._socket) {
    // What comes before somebody reads it waits in the operating system.
    _socket.readEventsEnabled = false;
    _socket.writeEventsEnabled = false;
  }

  final RawSocket _socket;
  final List<Uint8List> _waiting = [];
  TransportReceiver? _receiver;
  Timer? _lingering;

  /// How much of the first that waits was written, in bytes.
  int _written = 0;
  int _buffered = 0;
  bool _isClosing = false;
  bool _isClosed = false;

  @override
  int get buffered => _buffered;

  @override
  void open(TransportReceiver receiver) {
    _receiver = receiver;
    _socket.listen(_on, onError: (Object cause) => _end(cause), onDone: _end);
    _socket.readEventsEnabled = true;
  }

  @override
  void send(Uint8List bytes) {
    if (_isClosing || _isClosed || bytes.isEmpty) {
      return;
    }
    _waiting.add(bytes);
    _buffered += bytes.length;
    _write();
  }

  @override
  void close() {
    if (_isClosing || _isClosed) {
      return;
    }
    _isClosing = true;
    if (_buffered == 0) {
      _end();
    } else {
      _lingering = Timer(_linger, _end);
    }
  }

  void _on(RawSocketEvent event) {
    switch (event) {
      case RawSocketEvent.read:
        _read();
      case RawSocketEvent.write:
        _write();
        if (_buffered == 0 && !_isClosed) {
          _receiver?.drained();
        }
      case RawSocketEvent.readClosed || RawSocketEvent.closed:
        while (_read()) {}
        _end();
    }
  }

  /// Takes what is there; whether there was something.
  bool _read() {
    if (_isClosed) {
      return false;
    }
    final Uint8List? bytes;
    try {
      bytes = _socket.read();
    } on Object catch (cause) {
      _end(cause);
      return false;
    }
    if (bytes == null || bytes.isEmpty) {
      return false;
    }
    if (!_isClosing) {
      _receiver?.received(bytes);
    }
    return true;
  }

  void _write() {
    if (_isClosed) {
      return;
    }
    try {
      while (_waiting.isNotEmpty) {
        final bytes = _waiting.first;
        final left = bytes.length - _written;
        final count = _socket.write(
          bytes,
          _written,
          left < _chunk ? left : _chunk,
        );
        if (count == 0) {
          _socket.writeEventsEnabled = true;
          return;
        }
        _written += count;
        _buffered -= count;
        if (_written == bytes.length) {
          _waiting.removeAt(0);
          _written = 0;
        }
      }
    } on Object catch (cause) {
      _end(cause);
      return;
    }
    if (_isClosing) {
      _end();
    }
  }

  void _end([Object? cause]) {
    if (_isClosed) {
      return;
    }
    _isClosed = true;
    _lingering?.cancel();
    _waiting.clear();
    _buffered = 0;
    unawaited(_socket.close());
    _receiver?.closed(cause);
  }
}
