import 'dart:async';
import 'dart:collection';
import 'dart:ffi' show NativePort;
import 'dart:isolate';
import 'dart:typed_data';

import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../transport.dart';
import 'native.dart';

/// `PARLEY_OVERLOADED`: the frame was not taken, and is to be sent again later.
const int _overloaded = -9;

/// How long a frame waits that was not taken, until it is tried again.
const Duration _again = Duration(milliseconds: 1);

/// A core in this process, run by `libparley`.
final class Library implements Dialer {
  /// A core of this connection's own, which is started when it is dialled and stopped when the connection is closed.
  ///
  ///  * [path]: the library's file;
  ///  * [options]: how the Java runtime is started, lines of `name=value` as `parley_start` in `parley.h` describes
  ///    them, such as `class-path=…`. Left out, they are read from `parley.options` beside the library;
  ///  * [config]: handed to the core as it is.
  Library(this.path, {List<String>? options, this.config})
    : options = options?.join('\n'),
      _isOwn = true;

  /// A core that runs already, such as another isolate's; closing the connection leaves it running. [core] is what
  /// [start] has answered.
  Library.of(this.path, int core)
    : options = null,
      config = null,
      _starting = Future.value(core),
      _isOwn = false;

  /// The library's file.
  final String path;

  /// The options, one a line; `null` for those beside the library.
  final String? options;

  /// What the core is handed.
  final String? config;

  final bool _isOwn;
  Future<int>? _starting;

  /// Starts the core before it is dialled; completes with its number, by which other isolates connect to it as well
  /// ([Library.of]). It runs until this is released, by closing the connection that was made with it.
  Future<int> start() => _starting ??= _start(path, options, config);

  /// A core in this process is lost with the process only.
  @override
  bool get reconnects => false;

  @override
  Future<Transport> dial(Duration timeout) async {
    final core = await start();
    return _LibraryTransport.open(Native(path), core);
  }

  @override
  Future<void> release() async {
    final starting = _starting;
    _starting = null;
    if (starting == null || !_isOwn) {
      return;
    }
    final int core;
    try {
      core = await starting;
    } on Object {
      return; // Who dialled has been told.
    }
    await _stop(path, core);
  }

  static Future<int> _start(
    String path,
    String? options,
    String? config,
  ) async {
    final ({int core, String problem}) started;
    try {
      started = await _elsewhere(
        path,
        (native) => native.start(options, config),
      );
    } on ArgumentError catch (cause) {
      throw ConnectionException(
        Reason.notConnected,
        '$path: the library cannot be loaded: ${cause.message}',
        cause,
      );
    }
    if (started.core <= 0) {
      throw ConnectionException(
        Reason.notConnected,
        '$path: ${started.problem}',
      );
    }
    return started.core;
  }
}

/// In another isolate, as calls in flight are given their time.
Future<void> _stop(String path, int core) =>
    _elsewhere(path, (native) => native.stop(core));

/// Calls what takes long in an isolate of its own. The library is loaded once in a process, and its handles are good in
/// every isolate.
Future<R> _elsewhere<R>(String path, R Function(Native native) call) =>
    Isolate.run(() => call(Native(path)));

/// A link to a core in this process; each frame is one call or one message of a port.
final class _LibraryTransport implements Transport {
  _LibraryTransport._(this._native, this._port);

  factory _LibraryTransport.open(Native native, int core) {
    final port = RawReceivePort(null, 'parley');
    final transport = _LibraryTransport._(native, port);
    port.handler = transport._on;
    final link = native.openPort(core, port.sendPort.nativePort);
    if (link <= 0) {
      port.close();
      throw ConnectionException(
        Reason.notConnected,
        'no link to the core could be opened: ${native.statusText(link)}',
      );
    }
    transport._link = link;
    return transport;
  }

  final Native _native;
  final RawReceivePort _port;
  final Queue<Uint8List> _waiting = Queue();
  late final int _link;
  TransportReceiver? _receiver;

  /// What came before somebody asked for it.
  final List<Uint8List?> _early = [];
  Timer? _timer;
  int _buffered = 0;
  bool _isClosed = false;

  @override
  int get buffered => _buffered;

  @override
  void open(TransportReceiver receiver) {
    _receiver = receiver;
    final early = [..._early];
    _early.clear();
    early.forEach(_on);
  }

  @override
  void send(Uint8List bytes) {
    if (_isClosed) {
      return;
    }
    for (var at = 0; at < bytes.length;) {
      final length = ByteData.sublistView(bytes, at).getUint32(0);
      final end = at + 4 + length;
      _waiting.add(Uint8List.sublistView(bytes, at + 4, end));
      _buffered += length;
      at = end;
    }
    if (_timer == null) {
      _pump();
    }
  }

  @override
  void close() {
    if (_isClosed) {
      return;
    }
    _pump();
    _end();
  }

  /// A frame, or `null` at the link's end.
  void _on(Object? message) {
    final receiver = _receiver;
    final frame = message as Uint8List?;
    if (_isClosed) {
      return;
    }
    if (receiver == null) {
      _early.add(frame);
    } else if (frame == null) {
      _end();
    } else {
      receiver.receivedFrame(frame);
    }
  }

  void _pump() {
    _timer?.cancel();
    _timer = null;
    while (_waiting.isNotEmpty && !_isClosed) {
      final frame = _waiting.first;
      final status = _native.send(_link, frame);
      if (status == _overloaded) {
        _timer = Timer(_again, () {
          _pump();
          if (_waiting.isEmpty && !_isClosed) {
            _receiver?.drained();
          }
        });
        return;
      }
      if (status < 0) {
        _end(
          ConnectionException(
            Reason.connectionLost,
            'a frame of ${bytesText(frame.length)} was not taken: ${_native.statusText(status)}',
          ),
        );
        return;
      }
      _waiting.removeFirst();
      _buffered -= frame.length;
    }
  }

  void _end([Object? cause]) {
    if (_isClosed) {
      return;
    }
    _isClosed = true;
    _timer?.cancel();
    _waiting.clear();
    _buffered = 0;
    _native.close(_link);
    _port.close();
    _receiver?.closed(cause);
  }
}
