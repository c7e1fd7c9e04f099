import 'dart:convert';
import 'dart:ffi';
import 'dart:typed_data';

typedef _PostC = NativeFunction<Int8 Function(Int64, Pointer<Dart_CObject>)>;

/// The version of the library's interface that is known here (`PARLEY_VERSION`).
const int _version = 1;

/// The functions of `parley.h`. The header is where they are described.
final class Native {
  /// Opens the library, whose path is absolute or found by the system. Throws an [ArgumentError] if it can't be, or is
  /// none.
  factory Native(String path) {
    final library = DynamicLibrary.open(path);
    final native = Native._(library, DynamicLibrary.process());
    final version = native._libraryVersion();
    if (version != _version) {
      throw ArgumentError(
        'its interface is version $version; this package knows $_version',
      );
    }
    return native;
  }

  Native._(DynamicLibrary library, DynamicLibrary process)
    : _libraryVersion = library
          .lookupFunction<Int32 Function(), int Function()>('parley_version'),
      _statusText = library.lookupFunction<
        Pointer<Uint8> Function(Int32),
        Pointer<Uint8> Function(int)
      >('parley_status_text'),
      _start = library.lookupFunction<
        Int64 Function(Pointer<Uint8>, Pointer<Uint8>, Pointer<Pointer<Uint8>>),
        int Function(Pointer<Uint8>, Pointer<Uint8>, Pointer<Pointer<Uint8>>)
      >('parley_start'),
      _stop = library.lookupFunction<Int32 Function(Int64), int Function(int)>(
        'parley_stop',
      ),
      _openPort = library.lookupFunction<
        Int64 Function(Int64, Int64, Pointer<_PostC>),
        int Function(int, int, Pointer<_PostC>)
      >('parley_open_port'),
      _send = library.lookupFunction<
        Int32 Function(Int64, Pointer<Uint8>, UintPtr),
        int Function(int, Pointer<Uint8>, int)
      >('parley_send'),
      _close = library.lookupFunction<Int32 Function(Int64), int Function(int)>(
        'parley_close',
      ),
      _freePassed = library.lookupFunction<
        Void Function(Pointer<Uint8>),
        void Function(Pointer<Uint8>)
      >('parley_free'),
      _malloc = process.lookupFunction<
        Pointer<Uint8> Function(UintPtr),
        Pointer<Uint8> Function(int)
      >('malloc'),
      _free = process.lookupFunction<
        Void Function(Pointer<Uint8>),
        void Function(Pointer<Uint8>)
      >('free');

  final int Function() _libraryVersion;
  final Pointer<Uint8> Function(int) _statusText;
  final int Function(Pointer<Uint8>, Pointer<Uint8>, Pointer<Pointer<Uint8>>)
  _start;
  final int Function(int) _stop;
  final int Function(int, int, Pointer<_PostC>) _openPort;
  final int Function(int, Pointer<Uint8>, int) _send;
  final int Function(int) _close;
  final void Function(Pointer<Uint8>) _freePassed;
  final Pointer<Uint8> Function(int) _malloc;
  final void Function(Pointer<Uint8>) _free;

  /// Starts a core; returns its handle, or a status below 0 with a text for people. Takes as long as a Java runtime
  /// takes to start.
  ({int core, String problem}) start(String? options, String? config) {
    final optionsText = _text(options);
    final configText = _text(config);
    final error = _allocate(sizeOf<Pointer<Uint8>>()).cast<Pointer<Uint8>>();
    error.value = nullptr;
    try {
      final core = _start(optionsText, configText, error);
      return (core: core, problem: core > 0 ? '' : _problem(core, error.value));
    } finally {
      _freePassed(error.value);
      _free(error.cast());
      _free(configText);
      _free(optionsText);
    }
  }

  /// Closes a core; returns a status. Takes as long as calls in flight are given time.
  int stop(int core) => _stop(core);

  /// Opens a link whose frames are posted to the port; returns its handle, or a status below 0.
  int openPort(int core, int port) =>
      _openPort(core, port, NativeApi.postCObject.cast());

  /// Sends one frame; returns a status.
  int send(int link, Uint8List frame) {
    final memory = _allocate(frame.length);
    memory.asTypedList(frame.length).setAll(0, frame);
    try {
      return _send(link, memory, frame.length);
    } finally {
      _free(memory);
    }
  }

  /// Closes a link; returns a status.
  int close(int link) => _close(link);

  /// A sentence for a status.
  String statusText(int status) => _read(_statusText(status));

  String _problem(int status, Pointer<Uint8> error) =>
      error == nullptr ? statusText(status) : _read(error);

  Pointer<Uint8> _text(String? text) {
    if (text == null) {
      return nullptr;
    }
    final bytes = utf8.encode(text);
    final memory = _allocate(bytes.length + 1);
    memory.asTypedList(bytes.length + 1)
      ..setAll(0, bytes)
      ..[bytes.length] = 0;
    return memory;
  }

  static String _read(Pointer<Uint8> text) {
    var length = 0;
    while (text[length] != 0) {
      length++;
    }
    return utf8.decode(text.asTypedList(length), allowMalformed: true);
  }

  Pointer<Uint8> _allocate(int size) {
    final memory = _malloc(size == 0 ? 1 : size);
    if (memory == nullptr) {
      throw OutOfMemoryError();
    }
    return memory;
  }
}
