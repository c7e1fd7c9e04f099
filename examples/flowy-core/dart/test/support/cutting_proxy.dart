import 'dart:async';
import 'dart:io';
import 'dart:typed_data';

/// Stands between front ends and a core's socket, and can cut their links or hold what travels.
final class CuttingProxy {
  CuttingProxy._(this.path, this._server, this._target) {
    _server.listen(_accept);
  }

  final String path;
  final ServerSocket _server;
  final String _target;
  final Set<Socket> _sockets = {};

  /// How many links were made.
  int links = 0;

  /// How many bytes come from the core over a link before it is cut; null for as many as there are.
  int? cutAfter;

  static Future<CuttingProxy> start(String path, String target) async {
    final address = InternetAddress(path, type: InternetAddressType.unix);
    return CuttingProxy._(path, await ServerSocket.bind(address, 0), target);
  }

  /// Cuts every link, without a word.
  void cut() {
    for (final socket in [..._sockets]) {
      socket.destroy();
    }
    _sockets.clear();
  }

  Future<void> close() async {
    cut();
    await _server.close();
  }

  Future<void> _accept(Socket near) async {
    links++;
    _sockets.add(near);
    // What its end fails with is what was asked for.
    near.done.ignore();
    final Socket far;
    try {
      final address = InternetAddress(_target, type: InternetAddressType.unix);
      far = await Socket.connect(address, 0);
    } on SocketException {
      near.destroy();
      return;
    }
    far.done.ignore();
    _sockets.add(far);
    _pass(near, far);
    _pass(far, near, cutAfter);
  }

  void _pass(Socket from, Socket to, [int? most]) {
    num left = most ?? double.infinity;
    late final StreamSubscription<Uint8List> passing;
    void end([Object? failure]) {
      from.destroy();
      to.destroy();
    }

    passing = from.listen(
      (bytes) {
        try {
          if (bytes.length > left) {
            passing.pause();
            to.add(Uint8List.sublistView(bytes, 0, left.toInt()));
            to.flush().whenComplete(end).ignore();
          } else {
            left -= bytes.length;
            to.add(bytes);
          }
        } on Object {
          end();
        }
      },
      onDone: end,
      onError: end,
    );
  }
}
