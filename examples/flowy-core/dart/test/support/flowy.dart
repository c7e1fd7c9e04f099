import 'dart:async';
import 'dart:convert';
import 'dart:io';

import 'package:flowy/flowy.dart';
import 'package:parley/io.dart';
import 'package:parley/parley.dart';

/// A folder with a core's socket and data, on which cores are started one after another.
final class Flowy {
  Flowy._(this.folder);

  final Directory folder;
  Process? _core;
  final StringBuffer _output = StringBuffer();

  static final String _program =
      Platform.script.resolve('../../bin/flowy-core').toFilePath();

  /// Has a running core in a new folder; both are gone when the body has ended.
  static Future<void> run(Future<void> Function(Flowy flowy) body) async {
    final flowy = Flowy._(Directory.systemTemp.createTempSync('flowy-'));
    try {
      await flowy.startCore();
      await body(flowy);
    } finally {
      await flowy.killCore();
      flowy.folder.deleteSync(recursive: true);
    }
  }

  static Flowy? _shared;

  /// One with a running core that tests share, until [endShared].
  static Future<Flowy> shared() async {
    if (_shared case final flowy?) {
      return flowy;
    }
    final flowy = Flowy._(Directory.systemTemp.createTempSync('flowy-'));
    _shared = flowy;
    await flowy.startCore();
    return flowy;
  }

  /// Ends the shared one; its core's exit code.
  static Future<int> endShared() async {
    final code = await _shared?.stopCore() ?? 0;
    _shared?.folder.deleteSync(recursive: true);
    _shared = null;
    return code;
  }

  String get socket => '${folder.path}/run/core.sock';

  /// Everything that the cores wrote to standard output and error.
  String get output => '$_output';

  /// Starts a core and waits until front ends may connect.
  Future<void> startCore() async {
    final core = await Process.start(_program, [
      '--socket',
      socket,
      '--data',
      '${folder.path}/data',
    ]);
    _core = core;
    core.stderr.transform(utf8.decoder).listen(_output.write);
    final ready = Completer<void>();
    core.stdout
        .transform(utf8.decoder)
        .transform(const LineSplitter())
        .listen(
          (line) {
            _output.writeln(line);
            if (line.startsWith('flowy-core is ready') && !ready.isCompleted) {
              ready.complete();
            }
          },
          onDone: () {
            if (!ready.isCompleted) {
              ready.completeError(
                StateError('the core ended before it was ready:\n$_output'),
              );
            }
          },
        );
    await ready.future;
  }

  /// Tells the core to end, and waits for it; its exit code.
  Future<int> stopCore() => _end(ProcessSignal.sigterm);

  /// Ends the core as `kill -9` does.
  Future<int> killCore() => _end(ProcessSignal.sigkill);

  Future<int> _end(ProcessSignal signal) async {
    final core = _core;
    if (core == null) {
      return 0;
    }
    core.kill(signal);
    return core.exitCode;
  }

  /// Connects a front end.
  Future<Core> connect({
    Dialer? dialer,
    Limits? limits,
    Duration? timeout,
    bool? reconnect,
    Backoff? backoff,
    void Function(StateChange change)? onStateChange,
  }) => Core.connect(
    dialer ?? UnixSocket(socket),
    contract: contract,
    name: 'flowy test',
    limits: limits,
    timeout: timeout,
    reconnect: reconnect,
    backoff: backoff,
    onStateChange: onStateChange,
  );
}
